extension NotificationMessage: CustomStringConvertible {
  /// Cease with subcode Hard Reset (RFC 8538).
  public var isHardReset: Bool { code == Code.cease.rawValue && subcode == CeaseSubcode.hardReset.rawValue }

  /// The NOTIFICATION inside a hard reset (RFC 8538 §3.1), nil for others and where nothing is inside.
  public var encapsulated: NotificationMessage? {
    guard isHardReset, data.count >= 2 else { return nil }
    return NotificationMessage(code: data[0], subcode: data[1], data: Array(data.dropFirst(2)))
  }

  /// The operator's text of an administrative shutdown or reset (RFC 9003), also of one inside a hard reset.
  public var text: String? {
    if let encapsulated { return encapsulated.text }
    let carriers: [CeaseSubcode] = [.administrativeShutdown, .administrativeReset]
    guard code == Code.cease.rawValue, carriers.contains(where: { $0.rawValue == subcode }) else { return nil }
    return ShutdownText.decode(data)
  }

  /// The name of the code, or `code N`.
  public var codeName: String { Code(rawValue: code)?.name ?? "code \(code)" }

  /// The name of the subcode; nil for 0 where 0 has no name.
  public var subcodeName: String? {
    let named = Code(rawValue: code).flatMap { $0.subcodeName(subcode) }
    return named ?? (subcode == 0 ? nil : "subcode \(subcode)")
  }

  /// Code, subcode and the operator's text: `Cease/Administrative Shutdown: "maintenance"`.
  public var description: String {
    var line = codeName
    if let subcodeName { line += "/" + subcodeName }
    if let encapsulated { return "\(line) (\(encapsulated))" }
    if let text { line += ": \"\(text)\"" }
    return line
  }
}

extension NotificationMessage.Code {
  /// The name in the registry.
  public var name: String {
    switch self {
    case .messageHeader: "Message Header Error"
    case .open: "OPEN Message Error"
    case .update: "UPDATE Message Error"
    case .holdTimerExpired: "Hold Timer Expired"
    case .stateMachine: "Finite State Machine Error"
    case .cease: "Cease"
    case .routeRefresh: "ROUTE-REFRESH Message Error"
    case .sendHoldTimerExpired: "Send Hold Timer Expired"
    }
  }

  /// The name of a subcode in the registry, nil for one without.
  func subcodeName(_ subcode: UInt8) -> String? {
    let names: [UInt8: String] =
      switch self {
      case .messageHeader: [1: "Connection Not Synchronized", 2: "Bad Message Length", 3: "Bad Message Type"]
      case .open:
        [
          1: "Unsupported Version Number", 2: "Bad Peer AS", 3: "Bad BGP Identifier", 4: "Unsupported Optional Parameter",
          5: "Authentication Failure", 6: "Unacceptable Hold Time", 7: "Unsupported Capability", 11: "Role Mismatch",
        ]
      case .update:
        [
          1: "Malformed Attribute List", 2: "Unrecognized Well-known Attribute", 3: "Missing Well-known Attribute",
          4: "Attribute Flags Error", 5: "Attribute Length Error", 6: "Invalid ORIGIN Attribute", 7: "AS Routing Loop",
          8: "Invalid NEXT_HOP Attribute", 9: "Optional Attribute Error", 10: "Invalid Network Field", 11: "Malformed AS_PATH",
        ]
      case .holdTimerExpired, .sendHoldTimerExpired: [:]
      case .stateMachine:
        [
          1: "Receive Unexpected Message in OpenSent State", 2: "Receive Unexpected Message in OpenConfirm State",
          3: "Receive Unexpected Message in Established State",
        ]
      case .cease:
        [
          1: "Maximum Number of Prefixes Reached", 2: "Administrative Shutdown", 3: "Peer De-configured", 4: "Administrative Reset",
          5: "Connection Rejected", 6: "Other Configuration Change", 7: "Connection Collision Resolution", 8: "Out of Resources",
          9: "Hard Reset", 10: "BFD Down",
        ]
      case .routeRefresh: [1: "Invalid Message Length"]
      }
    return names[subcode]
  }
}
