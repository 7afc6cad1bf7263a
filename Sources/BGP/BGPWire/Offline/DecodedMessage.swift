import NetTypes

/// A message as a plain value, with what is wrong with it: one line of `apusctl decode`.
public struct DecodedMessage: Sendable, Equatable {
  /// What the message says.
  public enum Content: Sendable, Equatable {
    /// OPEN.
    case open(OpenMessage)
    /// UPDATE.
    case update(DecodedUpdate)
    /// NOTIFICATION.
    case notification(NotificationMessage)
    /// KEEPALIVE.
    case keepalive
    /// ROUTE-REFRESH.
    case routeRefresh(RouteRefreshMessage)
    /// Nothing that can be told: the faults say why. The type, when at least that is known.
    case unreadable(MessageType?)
  }

  /// Where and when the message was recorded.
  public struct Source: Hashable, Sendable {
    /// Microseconds since 1970.
    public var microseconds: Int64
    /// The sender's address.
    public var peer: IPAddress?
    /// The sender's AS.
    public var peerAS: ASNumber?
    /// Joins the parts.
    public init(microseconds: Int64, peer: IPAddress?, peerAS: ASNumber?) {
      self.microseconds = microseconds
      self.peer = peer
      self.peerAS = peerAS
    }
  }

  /// What the message says.
  public var content: Content
  /// What is wrong with it.
  public var faults: [DecodedFault]
  /// Where it was recorded, nil when it is not known.
  public var source: Source?

  /// Joins the parts.
  public init(content: Content, faults: [DecodedFault] = [], source: Source? = nil) {
    self.content = content
    self.faults = faults
    self.source = source
  }

  /// A message that cannot be read, with the reason.
  init(unreadable type: MessageType?, _ problem: String) {
    self.init(content: .unreadable(type), faults: [DecodedFault(attribute: nil, scope: .sessionReset, problem: problem)])
  }

  /// Decodes one whole message, header included; what lies behind its length is a fault.
  public init(decoding bytes: [UInt8], options: DecodeOptions) {
    self = bytes.withUnsafeBytes { Self.decode($0, options) }
  }

  private static func decode(_ bytes: UnsafeRawBufferPointer, _ options: DecodeOptions) -> DecodedMessage {
    do throws(NotificationMessage) {
      guard let header = try MessageHeader.read(bytes, maximumLength: MessageHeader.extendedMaximum) else {
        return DecodedMessage(unreadable: nil, "\(bytes.count) octets are no message: the header alone has \(MessageHeader.length)")
      }
      guard bytes.count == header.length else {
        return DecodedMessage(unreadable: header.type, "\(bytes.count) octets, but the header says \(header.length)")
      }
      let body = UnsafeRawBufferPointer(rebasing: bytes[MessageHeader.length...])
      return try decode(header.type, body, options)
    } catch {
      let type = bytes.count >= MessageHeader.length ? MessageType(rawValue: bytes[MessageHeader.length - 1]) : nil
      return DecodedMessage(unreadable: type, error.description)
    }
  }

  private static func decode(
    _ type: MessageType, _ body: UnsafeRawBufferPointer, _ options: DecodeOptions
  ) throws(NotificationMessage) -> DecodedMessage {
    switch type {
    case .open: return DecodedMessage(content: .open(try OpenMessage(decoding: body)))
    case .notification: return DecodedMessage(content: .notification(try NotificationMessage(decoding: body)))
    case .keepalive: return DecodedMessage(content: .keepalive)
    case .routeRefresh: return DecodedMessage(content: .routeRefresh(try RouteRefreshMessage(decoding: body)))
    case .update:
      let (update, faults) = DecodedUpdate.decode(try UpdateMessage.split(body), in: options.context)
      return DecodedMessage(content: .update(update), faults: faults)
    }
  }
}
