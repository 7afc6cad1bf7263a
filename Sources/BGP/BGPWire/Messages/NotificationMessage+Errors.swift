import NetTypes

// The errors of the RFCs, each with the data that the RFC asks for.
extension NotificationMessage {
  // MARK: Message Header Error (RFC 4271 §6.1)

  /// The marker is not all ones.
  public static let connectionNotSynchronized = NotificationMessage(.messageHeader, 1)

  /// The length field is out of range; the data is the field.
  public static func badMessageLength(_ length: UInt16) -> NotificationMessage {
    NotificationMessage(.messageHeader, 2, data: [UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length)])
  }

  /// The type is none that we know; the data is the type.
  public static func badMessageType(_ type: UInt8) -> NotificationMessage { NotificationMessage(.messageHeader, 3, data: [type]) }

  // MARK: OPEN Message Error (RFC 4271 §6.2)

  /// An OPEN whose parts do not add up (subcode 0, "Unspecific").
  public static let malformedOpen = NotificationMessage(.open, 0)

  /// A version other than 4; the data is the version we speak.
  public static let unsupportedVersion = NotificationMessage(.open, 1, data: [0, 4])

  /// The AS number is not the one configured, or 0 (RFC 7607).
  public static let badPeerAS = NotificationMessage(.open, 2)

  /// The identifier is 0, or our own on an internal session (RFC 6286 §2.2).
  public static let badBGPIdentifier = NotificationMessage(.open, 3)

  /// An optional parameter that is no capabilities.
  public static let unsupportedOptionalParameter = NotificationMessage(.open, 4)

  /// A hold time of one or two seconds, or one that the configuration refuses.
  public static let unacceptableHoldTime = NotificationMessage(.open, 6)

  /// We insist on capabilities that the peer lacks (RFC 5492 §5); the data are their codes and values.
  public static func unsupportedCapability(_ capabilities: [Capability]) -> NotificationMessage {
    NotificationMessage(.open, 7, data: capabilities.flatMap { $0.encoded() })
  }

  /// The roles of both sides do not fit (RFC 9234 §4.2).
  public static let roleMismatch = NotificationMessage(.open, 11)

  // MARK: UPDATE Message Error (RFC 4271 §6.3)

  /// The subcodes of UPDATE Message Error.
  public enum UpdateSubcode: UInt8, Sendable, CaseIterable {
    /// Lengths do not add up, or an MP attribute appears twice.
    case malformedAttributeList = 1
    /// An unknown attribute claims to be well-known.
    case unrecognizedWellKnownAttribute = 2
    /// A mandatory attribute is not there.
    case missingWellKnownAttribute = 3
    /// Flags conflict with the type.
    case attributeFlags = 4
    /// The length is wrong for the type.
    case attributeLength = 5
    /// ORIGIN has no defined value.
    case invalidOrigin = 6
    /// NEXT_HOP is no usable address.
    case invalidNextHop = 8
    /// An optional attribute has a wrong value.
    case optionalAttribute = 9
    /// The NLRI cannot be read.
    case invalidNetworkField = 10
    /// AS_PATH cannot be read.
    case malformedASPath = 11
  }

  /// An error in an UPDATE; the data is the erroneous attribute (type, length and value) where there is one.
  public static func update(_ subcode: UpdateSubcode, attribute: [UInt8] = []) -> NotificationMessage {
    NotificationMessage(.update, subcode.rawValue, data: attribute)
  }

  // MARK: Others

  /// Nothing was received within the hold time.
  public static let holdTimerExpired = NotificationMessage(.holdTimerExpired, 0)

  /// Nothing could be sent within the send hold time (RFC 9687).
  public static let sendHoldTimerExpired = NotificationMessage(.sendHoldTimerExpired, 0)

  /// The states in which a message may be out of place (RFC 6608 §3).
  public enum StateMachineSubcode: UInt8, Sendable, CaseIterable {
    /// Receive Unexpected Message in OpenSent State.
    case openSent = 1
    /// Receive Unexpected Message in OpenConfirm State.
    case openConfirm = 2
    /// Receive Unexpected Message in Established State.
    case established = 3
  }

  /// A message that has no place in the state; the data is its type.
  public static func unexpectedMessage(in state: StateMachineSubcode, type: MessageType) -> NotificationMessage {
    NotificationMessage(.stateMachine, state.rawValue, data: [type.rawValue])
  }

  /// BoRR or EoRR of the wrong length (RFC 7313 §5); the data is the whole message.
  public static func routeRefreshLength(message: [UInt8]) -> NotificationMessage {
    NotificationMessage(.routeRefresh, 1, data: message)
  }

  // MARK: Cease (RFC 4486, RFC 8538, RFC 9384)

  /// The subcodes of Cease.
  public enum CeaseSubcode: UInt8, Sendable, CaseIterable {
    /// More prefixes than allowed.
    case maximumPrefixes = 1
    /// The operator shut the session down (RFC 9003 text).
    case administrativeShutdown = 2
    /// The peer was taken out of the configuration.
    case peerDeconfigured = 3
    /// The operator reset the session (RFC 9003 text).
    case administrativeReset = 4
    /// We do not want this connection.
    case connectionRejected = 5
    /// The configuration changed in a way that needs a new session.
    case otherConfigurationChange = 6
    /// The other connection of a collision stays.
    case connectionCollision = 7
    /// We ran out of something.
    case outOfResources = 8
    /// The session is to end also for graceful restart (RFC 8538).
    case hardReset = 9
    /// BFD says the path is down (RFC 9384).
    case bfdDown = 10
  }

  /// A Cease without data.
  public static func cease(_ subcode: CeaseSubcode) -> NotificationMessage { NotificationMessage(.cease, subcode.rawValue) }

  /// Administrative shutdown or reset with a text for the peer's operator (RFC 9003).
  public static func cease(_ subcode: CeaseSubcode, text: String?) -> NotificationMessage {
    NotificationMessage(.cease, subcode.rawValue, data: ShutdownText.encode(text))
  }

  /// Maximum Number of Prefixes Reached, with the family and the bound (RFC 4486 §4).
  public static func maximumPrefixes(family: AddressFamily, limit: UInt32) -> NotificationMessage {
    var data = WireBytes()
    data.append(family.afi)
    data.append(1 as UInt8)
    data.append(limit)
    return NotificationMessage(.cease, CeaseSubcode.maximumPrefixes.rawValue, data: data.bytes)
  }

  /// Wraps a NOTIFICATION so that it ends the session for good even where graceful restart would keep it (RFC 8538 §3.1).
  public var asHardReset: NotificationMessage {
    NotificationMessage(.cease, CeaseSubcode.hardReset.rawValue, data: [code, subcode] + data)
  }
}
