/// The header that every message begins with: marker, length, type (RFC 4271 §4.1).
public struct MessageHeader: Equatable, Sendable {
  /// Octets of the header.
  public static let length = 19
  /// The longest message of a session without the extended message capability.
  public static let standardMaximum = 4096
  /// The longest message of a session with it (RFC 8654).
  public static let extendedMaximum = 65535

  /// The type.
  public let type: MessageType
  /// Octets of the whole message, header included.
  public let length: Int

  /// Joins the parts.
  public init(type: MessageType, length: Int) {
    self.type = type
    self.length = length
  }

  /// Reads and checks a header (RFC 4271 §6.1); the error is the NOTIFICATION to send.
  ///
  /// - Parameters:
  ///   - bytes: What was received from the start of a message on.
  ///   - maximumLength: 4096, or 65535 when the session may use extended messages (RFC 8654).
  /// - Returns: nil when fewer than 19 octets are there. The caller also waits until `length` octets are there.
  public static func read(_ bytes: UnsafeRawBufferPointer, maximumLength: Int) throws(NotificationMessage) -> MessageHeader? {
    var cursor = WireCursor(bytes)
    guard cursor.remaining >= length, let first = cursor.readUInt64(), let second = cursor.readUInt64(),
      let length = cursor.readUInt16(), let code = cursor.readUInt8()
    else { return nil }
    guard first & second == .max else { throw .connectionNotSynchronized }
    guard let type = MessageType(rawValue: code) else { throw .badMessageType(code) }
    // RFC 8654 §3: OPEN and KEEPALIVE stay within 4096 octets.
    let limit = type == .open || type == .keepalive ? min(maximumLength, standardMaximum) : maximumLength
    guard length >= type.minimumLength, length <= limit, type != .keepalive || length == type.minimumLength else {
      throw .badMessageLength(length)
    }
    return MessageHeader(type: type, length: Int(length))
  }
}
