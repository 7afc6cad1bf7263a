/// How a TCP connection ended without our doing.
public enum CloseCause: Hashable, Sendable {
  /// The peer closed its side.
  case endOfStream
  /// ECONNRESET or EPIPE.
  case reset
  /// ETIMEDOUT, EHOSTUNREACH…: the peer's host is gone.
  case timedOut
  /// Anything else, as the system names it.
  case other(String)
}

extension CloseCause: CustomStringConvertible {
  /// What happened, in a few words.
  public var description: String {
    switch self {
    case .endOfStream: "the peer closed the connection"
    case .reset: "the peer reset the connection"
    case .timedOut: "the connection timed out"
    case .other(let text): "the connection failed: \(text)"
    }
  }
}
