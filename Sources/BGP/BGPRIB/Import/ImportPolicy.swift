import BGPFilters
import BGPWire
import NetTypes

/// What importing does to an attribute set besides the loop checks, which are found when a set is interned.
enum ImportPolicy {
  /// Changes that no filter asks for: GRACEFUL_SHUTDOWN and Only-To-Customer.
  static func base(_ fields: AttributeFields, _ peer: PeerTraits) -> ImportBase {
    guard peer.context.peerType != .internal else { return ImportBase() }
    var base = ImportBase()
    // RFC 8326 §4.2: "SHOULD set the LOCAL_PREF attribute of the paths tagged [...] to a low value"
    base.isShuttingDown = fields.flags.contains(.gracefulShutdown)
    // RFC 9234 §5: "If a route is received from a Provider, a Peer, or an RS and the OTC Attribute is not present, then it MUST be added
    // with a value equal to the AS number of the remote AS."
    if let role = peer.role, addsOTC(role), !fields.flags.contains(.otc) { base.onlyToCustomer = peer.context.peerAS.rawValue }
    return base
  }

  /// Nothing changes or refuses such a set from the peer, whatever it is, but the filters and the loop checks.
  @inline(__always)
  static func isPlain(_ set: UnsafeMutablePointer<AttributeSet>, _ peer: UnsafeMutablePointer<PeerIngress>) -> Bool {
    if peer.pointee.traits.context.peerType == .internal { return true }
    return peer.pointee.traits.role == nil && !set.pointee.fields.flags.contains(.gracefulShutdown)
  }

  private static func addsOTC(_ role: LocalRole) -> Bool { role == .customer || role == .peer || role == .routeServerClient }

  /// RFC 9234 §5: a route with OTC from a customer, or from a peer with another AS in it, is a leak.
  static func isLeak(_ fields: AttributeFields, _ peer: PeerTraits) -> Bool {
    guard fields.flags.contains(.otc), peer.context.peerType != .internal, let role = peer.role else { return false }
    switch role {
    case .provider, .routeServer: return true
    case .peer: return fields.otc != peer.context.peerAS.rawValue
    case .customer, .routeServerClient: return false
    }
  }

  /// The path flags and the set, with a reference if it is another one, that a verdict leads to.
  static func outcome(
    of verdict: FilterVerdict, _ program: FilterProgram?, base: ImportBase, _ set: UInt32, _ shared: inout SharedAttributes
  ) -> (flags: UInt16, set: UInt32) {
    guard verdict.isAccepted else { return (PathEntry.filtered, set) }
    if base.isEmpty && verdict.rule == FilterVerdict.unmatched { return (0, set) }
    let operations = program?.operations(of: verdict) ?? []
    if base.isEmpty && operations.isEmpty { return (0, set) }
    var edit = base.edit
    FilterOperations.add(operations, to: &edit)
    guard let edited = shared.edited(set, edit) else { return (0, set) }
    guard edited != set else {
      shared.release(edited)
      return (0, set)
    }
    return (PathEntry.edited, edited)
  }
}

/// What an import changes whatever the filters say; trivial, since it is asked of each message.
struct ImportBase {
  /// LOCAL_PREF becomes 0 (RFC 8326).
  var isShuttingDown = false
  /// The AS of the Only-To-Customer attribute to add (RFC 9234), 0 for none.
  var onlyToCustomer: UInt32 = 0

  var isEmpty: Bool { !isShuttingDown && onlyToCustomer == 0 }

  var edit: AttributeEdit {
    var edit = AttributeEdit()
    if isShuttingDown { edit.localPref = .set(0) }
    if onlyToCustomer != 0 { edit.otc = .set(ASNumber(onlyToCustomer)) }
    return edit
  }
}
