import BGPFilters
import BGPWire
import NetTypes

extension RIB {
  /// Every path of a prefix with why it is used or not, the best first: the decision of the live path, run again.
  func reasons(of number: UInt32, _ family: AddressFamily) -> [(path: UInt32, reason: RouteReason)] {
    let context = decisionContext
    var result: [(path: UInt32, reason: RouteReason)] = []
    with(family) { table in
      table.gather(number, shared.pointee, context)
      let winner = table.decision.run()
      for index in 0..<table.decision.count {
        let candidate = table.decision.candidates[index]
        if index == winner {
          result.insert((candidate.path, table.decision.decidedAt.map { .best($0) } ?? .onlyPath), at: 0)
        } else {
          result.append((candidate.path, .lost(DecisionStep(rawValue: candidate.lost) ?? .pathID)))
        }
      }
    }
    for path in pathNumbers(of: number, family) where !result.contains(where: { $0.path == path }) {
      result.append((path, refusal(of: path, number, family)))
    }
    return result
  }

  private func pathNumbers(of number: UInt32, _ family: AddressFamily) -> [UInt32] {
    with(family) { table in
      var numbers: [UInt32] = []
      var at = table.table.entries[Int(number)].firstPath
      while at != PathArena.none {
        numbers.append(at)
        at = table.paths.paths[Int(at)].next
      }
      return numbers
    }
  }

  /// Why a path may not be chosen: the checks of `isUsable`, in its order, in words.
  private func refusal(of path: UInt32, _ number: UInt32, _ family: AddressFamily) -> RouteReason {
    let entry = with(family) { $0.paths.paths[Int(path)] }
    let set = shared.pointee.store[entry.attributes].pointee
    if entry.has(PathEntry.leaked) { return .routeLeak(ASNumber(set.fields.otc)) }
    if entry.has(PathEntry.filtered), let state = peers[Int(entry.peer)] { return .filtered(filterText(entry, number, family, state)) }
    let peer = hot.base + Int(entry.peer)
    let loop = shared.pointee.store.loop(in: entry.attributes, from: peer)
    if loop & AttributeSet.ownAS != 0 { return .ownASInPath(configuration.localAS) }
    if loop & AttributeSet.sessionAS != 0 { return .ownASInPath(ASNumber(peer.pointee.localAS)) }
    if loop & AttributeSet.ownOriginator != 0 { return .ownOriginator(configuration.routerID) }
    if loop & AttributeSet.ownCluster != 0 { return .clusterLoop(configuration.clusterID ?? 0) }
    let hop = shared.pointee.nextHops.entries[Int(set.nextHop)]
    switch hop.state {
    case .own: return .ownNextHop(hop.nextHop.address)
    case .unresolved where configuration.requiresResolvedNextHops: return .unresolvedNextHop(hop.nextHop.address)
    default: break
    }
    let prefix = with(family) { $0.table.prefix(number) }
    return prefix.contains(hop.nextHop.address) ? .coversOwnNextHop(hop.nextHop.address) : .peerDown
  }

  private func filterText(_ entry: PathEntry, _ number: UInt32, _ family: AddressFamily, _ state: PeerState) -> String {
    let set = shared.pointee.store[entry.attributes].pointee
    let program = state.importPrograms[Int(family.rawValue)]
    let route = FilterRoute(
      attributes: shared.pointee.store.bytes(entry.attributes), fields: set.fields, isFromPeer: true, interface: interface(of: set))
    return program.text(of: verdict(program.specialise(route), number, family))
  }
}

extension RouteReason {
  /// The path is the one in use.
  public var isBest: Bool {
    switch self {
    case .onlyPath, .best: true
    default: false
    }
  }

  /// The path came through here before, or leaks.
  public var isLoop: Bool {
    switch self {
    case .ownASInPath, .ownOriginator, .clusterLoop, .routeLeak: true
    default: false
    }
  }
}
