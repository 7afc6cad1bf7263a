import BGPWire
import NetTypes

/// Why we do not want the session that the peer's OPEN offers.
public enum OpenRefusal: Error, Hashable, Sendable {
  /// The peer's AS is not the configured one.
  case wrongAS(ASNumber, expected: RemoteAS)
  /// The peer says it is AS 0 (RFC 7607).
  case zeroAS
  /// The BGP identifier is zero (RFC 6286 §2.2).
  case zeroRouterID
  /// An internal peer has our own BGP identifier (RFC 6286 §2.2).
  case sameRouterID(RouterID)
  /// One or two seconds (RFC 4271 §4.2).
  case holdTime
  /// Nothing to talk about: the peer's families and ours have none in common.
  case noCommonFamily(offered: [UInt16], wanted: FamilySet)
  /// The roles do not fit together (RFC 9234 §4.2).
  case roles(peer: [Capability.Role], ours: Capability.Role)
  /// The peer says a role that does not exist; nil for one without a value.
  case unassignedRole(UInt8?, ours: Capability.Role)
  /// Strict mode, and the peer does not say its role (RFC 9234 §4.2).
  case noRole
}

extension OpenRefusal: CustomStringConvertible {
  /// The words of `why`.
  public var description: String {
    switch self {
    case .wrongAS(let number, .number(let expected)): "peer says it is AS \(number), config expects \(expected)"
    case .wrongAS(let number, .internal): "peer says it is AS \(number), config expects an internal peer (our AS)"
    case .wrongAS(let number, .external): "peer says it is AS \(number), which is ours, and config expects an external peer"
    case .zeroAS: "peer says it is AS 0, which nobody may be (RFC 7607)"
    case .zeroRouterID: "peer has the BGP identifier 0.0.0.0"
    case .sameRouterID(let identifier): "peer has our own BGP identifier \(identifier); each router of an AS needs its own"
    case .holdTime: "peer proposes a hold time below 3 s; 0 (none) and 3 or more are allowed"
    case .noCommonFamily(let offered, let wanted):
      "peer offers \(Self.names(offered)), config wants \(wanted.families.map(\.description).joined(separator: " and "))"
    case .roles(let peer, let ours): "peer says its role is \(peer.map(\.name).joined(separator: " and ")), ours is \(ours.name)"
    case .unassignedRole(let value, let ours):
      "peer says its role is \(value.map(String.init) ?? "none"), which is no role (RFC 9234), ours is \(ours.name)"
    case .noRole: "peer does not say its role, and strict roles are configured"
    }
  }

  private static func names(_ afis: [UInt16]) -> String {
    if afis.isEmpty { return "no family" }
    return afis.map { AddressFamily(afi: $0)?.description ?? "AFI \($0)" }.joined(separator: " and ")
  }
}

extension OpenRefusal {
  /// What the peer is told.
  var notification: NotificationMessage {
    switch self {
    case .wrongAS, .zeroAS: .badPeerAS
    case .zeroRouterID, .sameRouterID: .badBGPIdentifier
    case .holdTime: .unacceptableHoldTime
    case .noCommonFamily(_, let wanted): .unsupportedCapability(wanted.families.map { .multiprotocol(.init($0)) })
    case .roles, .unassignedRole, .noRole: .roleMismatch
    }
  }

  /// The refusal behind an error of the decoder, where it is one of those that every session refuses.
  init?(decoding error: NotificationMessage) {
    switch error {
    case .badPeerAS: self = .zeroAS
    case .badBGPIdentifier: self = .zeroRouterID
    case .unacceptableHoldTime: self = .holdTime
    default: return nil
    }
  }
}
