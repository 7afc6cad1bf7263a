import BGPWire
import NetTypes

/// What happens to a peer. Inputs that name a connection which is over are ignored: they were under way when it ended.
public enum PeerInput {
  // MARK: The administrator

  /// Begin, if the configuration enables the peer (RFC 4271 event 1).
  case start
  /// Run, whatever was before: after `disable` or a limit, and at once where a retry is awaited.
  case enable
  /// End the session and refuse the peer until `enable`; the text goes to the peer (RFC 9003).
  case disable(reason: String?)
  /// End the session and begin anew; the text goes to the peer (RFC 9003). `hard`: the peer is not to keep routes (RFC 8538).
  case reset(reason: String?, hard: Bool)
  /// The peer is taken out of the configuration; the machine is of no use afterwards.
  case deconfigure
  /// This speaker stops and will be back: connections close without a word, so that peers keep the routes (RFC 4724).
  case stopForRestart
  /// Ask the peer for its routes of a family again (RFC 2918); without effect when it cannot.
  case requestRefresh(AddressFamily)

  // MARK: The transport

  /// A connect that the machine asked for succeeded.
  case connected(ConnectionID)
  /// A connect that the machine asked for failed.
  case connectFailed(ConnectionID, ConnectFailure)
  /// The peer connected; the name is from ``ConnectionID/accepted(_:)``.
  case accepted(ConnectionID)
  /// A connection ended without our doing.
  case closed(ConnectionID, CloseCause)
  /// A whole message came, UPDATE excepted; the body is what stands behind the header, and is read before `handle` returns.
  case message(ConnectionID, MessageType, UnsafeRawBufferPointer)
  /// The peer sent something that ends the session: a bad header, or an UPDATE whose fault has the scope session reset.
  case malformed(ConnectionID, NotificationMessage)
  /// UPDATEs came, which the RIB reads.
  case updateReceived(ConnectionID, count: Int = 1)
  /// UPDATEs were sent.
  case updatesSent(ConnectionID, count: Int = 1)
  /// How the send queue moves, for the send hold timer (RFC 9687). Only changes need to be told: once when it gets stuck, then each time
  /// a message gets through, and once when it is empty.
  case sending(ConnectionID, SendProgress)
  /// The peer's End-of-RIB of a family came (RFC 4724 §2).
  case endOfRIB(ConnectionID, AddressFamily)

  // MARK: Others

  /// The time of `nextDeadline` has come. What the sockets hold is to be read first: after a pause of the process the peer is not to
  /// blame for what it sent in time.
  case timeout
  /// The peer sent more prefixes than allowed; the session is tried again after the time, or with nil only by `enable`.
  case prefixLimitExceeded(AddressFamily, limit: UInt32, restartAfter: Duration?)
  /// We cannot carry the session for now.
  case outOfResources
  /// BFD says the path is down (RFC 9384).
  case bfdDown
}

/// How the send queue of a connection moves.
public enum SendProgress: Hashable, Sendable {
  /// The socket takes no more and something waits.
  case blocked
  /// A message got through, and something still waits.
  case advanced
  /// Nothing waits.
  case drained
}
