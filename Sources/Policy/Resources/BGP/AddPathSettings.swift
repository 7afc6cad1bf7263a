/// Several paths a prefix (RFC 7911).
public struct AddPathSettings: Hashable, Sendable {
  /// Which paths the peer is sent.
  public enum Sending: Hashable, Sendable {
    /// All that may be used.
    case all
    /// The best one and those that may share the traffic with it.
    case ecmp
    /// So many, the best first.
    case best(UInt8)

    /// The numbers that ``best(_:)`` may have; one path needs no ADD-PATH.
    public static let limits: ClosedRange<UInt8> = 2...255
  }

  /// Which paths the peer is sent; nil is one a prefix.
  public var send: Sending?
  /// Whether the peer may send several.
  public var receive = false

  /// Joins the parts; one path both ways by default.
  public init(send: Sending? = nil, receive: Bool = false) { (self.send, self.receive) = (send, receive) }
}

extension AddPathSettings.Sending: LosslessStringConvertible {
  /// Reads `all`, `ecmp` or `best-N`.
  public init?(_ description: String) {
    switch description {
    case "all": self = .all
    case "ecmp": self = .ecmp
    default:
      guard description.hasPrefix("best-"), let number = UInt8(description.dropFirst(5)), Self.limits.contains(number) else { return nil }
      self = .best(number)
    }
  }

  /// As the config file has it.
  public var description: String {
    switch self {
    case .all: "all"
    case .ecmp: "ecmp"
    case .best(let number): "best-\(number)"
    }
  }
}

extension AddPathSettings: CustomStringConvertible {
  /// What is sent and received, in a few words.
  public var description: String {
    switch (send, receive) {
    case (nil, false): "none"
    case (nil, true): "receive"
    case (let send?, false): "send \(send)"
    case (let send?, true): "send \(send), receive"
    }
  }
}
