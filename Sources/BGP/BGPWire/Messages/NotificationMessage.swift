/// NOTIFICATION: why a session ends (RFC 4271 §4.5 and §6).
///
/// It is also the error that decoders throw: the message to send to the peer before the connection closes.
public struct NotificationMessage: Error, Hashable, Sendable {
  /// The error code of the registry; see ``Code``.
  public var code: UInt8
  /// The subcode within the code.
  public var subcode: UInt8
  /// The data, whose meaning depends on both.
  public var data: [UInt8]

  /// Joins the parts.
  public init(code: UInt8, subcode: UInt8, data: [UInt8] = []) {
    self.code = code
    self.subcode = subcode
    self.data = data
  }

  /// Joins the parts.
  public init(_ code: Code, _ subcode: UInt8, data: [UInt8] = []) { self.init(code: code.rawValue, subcode: subcode, data: data) }

  /// The error codes of the registry.
  public enum Code: UInt8, Sendable, CaseIterable {
    /// Message Header Error (RFC 4271 §6.1).
    case messageHeader = 1
    /// OPEN Message Error (RFC 4271 §6.2).
    case open = 2
    /// UPDATE Message Error (RFC 4271 §6.3).
    case update = 3
    /// Hold Timer Expired (RFC 4271 §6.5).
    case holdTimerExpired = 4
    /// Finite State Machine Error (RFC 6608).
    case stateMachine = 5
    /// Cease (RFC 4486).
    case cease = 6
    /// ROUTE-REFRESH Message Error (RFC 7313).
    case routeRefresh = 7
    /// Send Hold Timer Expired (RFC 9687).
    case sendHoldTimerExpired = 8
  }

  /// Reads the octets behind the header. What is too short to be a NOTIFICATION is told by an error that must only be logged:
  /// a NOTIFICATION is never answered by one (RFC 4271 §6.4).
  public init(decoding body: UnsafeRawBufferPointer) throws(NotificationMessage) {
    var cursor = WireCursor(body)
    guard let code = cursor.readUInt8(), let subcode = cursor.readUInt8() else {
      throw .badMessageLength(UInt16(truncatingIfNeeded: MessageHeader.length + body.count))
    }
    self.init(code: code, subcode: subcode, data: Array(cursor.readRest()))
  }

  /// The whole message, header included.
  public func encoded() -> [UInt8] { WireBytes.message(.notification, [code, subcode] + data) }
}
