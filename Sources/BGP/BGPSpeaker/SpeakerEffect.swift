import BGPSession
import NetTypes

/// What the speaker wants done outside of itself.
public enum SpeakerEffect: Sendable {
  /// Open a TCP connection; answer with `connected` or `connectFailed`.
  case connect(LinkID, Endpoint, TransportOptions)
  /// Write what is queued on the link, as far as that goes at once, then close it; it is not answered.
  case close(LinkID)
  /// The options of a live connection changed: another key takes effect without a new session.
  case retune(LinkID, TransportOptions)
  /// Every peer has sent what it had, or had its time: own kernel routes that nobody wants by now are old.
  case kernelRoutesComplete
  /// Replace all listening sockets, with the TCP-MD5 keys of the peers that may connect.
  case listen([Endpoint], [(IPPrefix, Password)])
  /// Give the listening sockets another key for a peer or range, or none.
  case password(IPPrefix, Password?)
}

/// How a connection ended under us.
public enum LinkEnd: Sendable, Hashable {
  /// The other side closed it in order.
  case closedByPeer
  /// The other side reset it.
  case reset
  /// Nothing was acknowledged any more.
  case timedOut
  /// The kernel gave it up, with its text for why.
  case failed(String)

  var cause: CloseCause {
    switch self {
    case .closedByPeer: .endOfStream
    case .reset: .reset
    case .timedOut: .timedOut
    case .failed(let reason): .other(reason)
    }
  }
}

/// What came of writing to a link.
public enum FlushResult: Sendable {
  /// All is written.
  case idle
  /// More waits, the socket took all it was offered.
  case more
  /// More waits, the socket is full.
  case blocked
}
