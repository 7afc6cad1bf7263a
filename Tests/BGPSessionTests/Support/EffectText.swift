import BGPWire
import NetTypes

@testable import BGPSession

extension PeerEffect {
  /// A few words for tables: `connect out-1`, `OPEN out-1`, `NOTIFICATION 6/2 in-1`, `close out-1`, `down`, `Active`.
  var text: String {
    switch self {
    case .connect(let id): "connect \(id)"
    case .send(let id, let bytes): "\(Self.name(bytes)) \(id)"
    case .close(let id, .afterNotification): "close \(id)"
    case .close(let id, .abort): "abort \(id)"
    case .established(let id, _): "established \(id)"
    case .down(_, .remove): "down"
    case .down(_, .keep(let families, _)): "down keeping \(families.families.map(\.description).joined(separator: "+"))"
    case .routesExpired(let families): "expired \(families.families.map(\.description).joined(separator: "+"))"
    case .refreshRequested(let family): "refresh \(family)"
    case .refreshBegan(let family): "BoRR \(family)"
    case .refreshEnded(let family): "EoRR \(family)"
    case .stateChanged(let state): state.description
    }
  }

  private static func name(_ bytes: [UInt8]) -> String {
    guard bytes.count >= 19, let type = MessageType(rawValue: bytes[18]) else { return "garbage" }
    return type == .notification ? "NOTIFICATION \(bytes[19])/\(bytes[20])" : type.name
  }

  /// The NOTIFICATION that is sent, nil for other effects.
  var notification: NotificationMessage? {
    guard case .send(_, let bytes) = self, bytes[18] == MessageType.notification.rawValue else { return nil }
    return NotificationMessage(code: bytes[19], subcode: bytes[20], data: Array(bytes[21...]))
  }
}

extension [PeerEffect] {
  var texts: [String] { map(\.text) }
  var notification: NotificationMessage? { compactMap(\.notification).first }
  var negotiated: Negotiated? {
    for case .established(_, let negotiated) in self { return negotiated }
    return nil
  }
}
