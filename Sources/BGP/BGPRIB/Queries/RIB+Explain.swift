import BGPFilters
import BGPWire
import NetTypes

/// A route as a peer is sent it.
public struct SentRoute: Sendable, Hashable {
  /// The attributes in canonical form; a session of two-octet AS numbers gets them narrowed.
  public var attributes: [UInt8]
  /// Their decoded fields.
  public var fields: AttributeFields
  /// The next hop.
  public var nextHop: NextHop
  /// What accepted it.
  public var rule: String
}

/// Whether a peer is sent a prefix.
public enum ExportOutcome: Sendable, Hashable {
  /// It is, like this.
  case sent(SentRoute)
  /// It is not.
  case refused(ExportRefusal)
  /// There is no best path to send.
  case noRoute
  /// The peer's session is down, or does not carry the family.
  case noSession
}

/// Everything about one prefix.
public struct RouteExplanation: Sendable, Hashable {
  /// The prefix.
  public var prefix: IPPrefix
  /// Its paths with their reasons, the best first.
  public var paths: [RouteView]
  /// What the kernel should hold.
  public var kernel: KernelChange.Wanted
  /// The kernel's refusal.
  public var kernelRefusal: String?
  /// What each asked peer is sent.
  public var exports: [PeerIndex: ExportOutcome]
}

extension RIB {
  /// Why a prefix is used as it is, and what a peer (or each one) is sent; nil when there is no path. It runs the functions of the live path.
  public func explain(_ prefix: IPPrefix, to peer: PeerIndex? = nil) -> RouteExplanation? {
    let number = with(prefix.family) { $0.table.find(prefix) }
    guard number != PrefixTable.none else { return nil }
    var query = RouteQuery()
    query.prefix = prefix
    var exports: [PeerIndex: ExportOutcome] = [:]
    for case let state? in peers where peer == nil || peer == state.index {
      exports[state.index] = export(of: number, prefix.family, to: state.index)
    }
    return RouteExplanation(
      prefix: prefix, paths: routes(matching: query, limit: 1).routes, kernel: wanted(number, prefix.family),
      kernelRefusal: refusals[prefix], exports: exports)
  }

  /// What a peer is sent of a prefix, by the rules that the group's log is written with: the best path, or with ADD-PATH another one when
  /// the best does not go to it.
  func export(of number: UInt32, _ family: AddressFamily, to peer: PeerIndex) -> ExportOutcome? {
    guard let state = state(peer) else { return nil }
    guard let group = state.output?.cursor(family)?.group else { return .noSession }
    let entry = with(family) { $0.table.entries[Int(number)] }
    guard entry.attributes != AttributeStore.none else { return .noRoute }
    let outcome = export(entry.attributes, entry.source, of: number, group, to: peer)
    if case .refused = outcome, let other = sentPaths(of: number, family, to: peer)?.min(by: { $0.key < $1.key }) {
      return .sent(other.value)
    }
    return outcome
  }

  /// What a peer of a group with ADD-PATH is sent of a prefix, by the numbers of the paths, which are the identifiers it is sent them with;
  /// nil when the peer takes one path only.
  func sentPaths(of number: UInt32, _ family: AddressFamily, to peer: PeerIndex) -> [UInt32: SentRoute]? {
    guard let group = state(peer)?.output?.cursor(family)?.group, let paths = group.paths else { return nil }
    var sent: [UInt32: SentRoute] = [:]
    paths.each(number) { node in
      if case .sent(let route) = export(node.attributes, node.source, of: number, group, to: peer) { sent[node.pathID] = route }
    }
    return sent
  }

  private func export(
    _ attributes: UInt32, _ source: UInt16, of number: UInt32, _ group: UpdateGroup, to peer: PeerIndex
  ) -> ExportOutcome {
    if source == peer.rawValue { return .refused(.fromPeer) }
    let admission = admission(attributes, source, group)
    if let refusal = admission.refusal { return .refused(refusal) }
    guard let filter = admission.filter else { return .noRoute }
    let verdict = verdict(filter, number, group.key.family)
    guard verdict.isAccepted else { return .refused(.filtered(group.program.text(of: verdict))) }
    return sent(attributes, source, verdict, group)
  }

  private func sent(_ attributes: UInt32, _ source: UInt16, _ verdict: FilterVerdict, _ group: UpdateGroup) -> ExportOutcome {
    let isLocal = source == PeerIndex.local.rawValue
    let set = shared.pointee.store[attributes].pointee
    let canonical = shared.pointee.store.bytes(attributes)
    let learned = shared.pointee.nextHops.entries[Int(set.nextHop)].nextHop
    guard let nextHop = group.rules.nextHop(of: set, learned, isLocal: isLocal) else { return .refused(.noNextHop(group.key.family)) }
    let edit = group.rules.edit(
      set.fields, canonical, isLocal: isLocal, hot[Int(source)], group.program.operations(of: verdict))
    let result = shared.pointee.editor.apply(edit, to: canonical, fields: set.fields)
    return .sent(
      SentRoute(
        attributes: Array(result.canonical), fields: result.fields, nextHop: nextHop, rule: group.program.text(of: verdict)))
  }
}
