import BGPFilters
import BGPWire
import NetTypes

/// What importing does to an attribute set besides the loop checks, which are found when a set is interned.
enum ImportPolicy {
  /// Changes that no filter asks for: GRACEFUL_SHUTDOWN and Only-To-Customer.
  static func baseEdit(_ fields: AttributeFields, _ peer: RIBPeer) -> AttributeEdit {
    var edit = AttributeEdit()
    guard peer.context.peerType != .internal else { return edit }
    // RFC 8326 §4.2: "SHOULD set the LOCAL_PREF attribute of the paths tagged [...] to a low value"
    if fields.flags.contains(.gracefulShutdown) { edit.localPref = .set(0) }
    // RFC 9234 §5: "If a route is received from a Provider, a Peer, or an RS and the OTC Attribute is not present, then it MUST be added
    // with a value equal to the AS number of the remote AS."
    if let role = peer.role, role == .customer || role == .peer || role == .routeServerClient, !fields.flags.contains(.otc) {
      edit.otc = .set(peer.context.peerAS)
    }
    return edit
  }

  /// RFC 9234 §5: a route with OTC from a customer, or from a peer with another AS in it, is a leak.
  static func isLeak(_ fields: AttributeFields, _ peer: RIBPeer) -> Bool {
    guard fields.flags.contains(.otc), peer.context.peerType != .internal, let role = peer.role else { return false }
    switch role {
    case .provider, .routeServer: return true
    case .peer: return fields.otc != peer.context.peerAS.rawValue
    case .customer, .routeServerClient: return false
    }
  }

  /// Whether an edit changes anything, so that most sets need no second one.
  static func isEmpty(_ edit: AttributeEdit) -> Bool { edit.isEmpty }

  /// The path flags and the set, with a reference if it is another one, that a verdict leads to.
  static func outcome(
    of verdict: FilterVerdict, _ program: FilterProgram?, base: AttributeEdit, _ set: UInt32, _ shared: inout SharedAttributes
  ) -> (flags: UInt16, set: UInt32) {
    guard verdict.isAccepted else { return (PathEntry.filtered, set) }
    var edit = base
    if let program { FilterOperations.add(program.operations(of: verdict), to: &edit) }
    guard !isEmpty(edit), let edited = shared.edited(set, edit) else { return (0, set) }
    guard edited != set else {
      shared.release(edited)
      return (0, set)
    }
    return (PathEntry.edited, edited)
  }
}
