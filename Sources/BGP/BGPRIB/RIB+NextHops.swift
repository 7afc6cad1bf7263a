import BGPWire
import NetTypes

extension RIB {
  /// The prefixes on our interfaces; routes whose next hops resolve otherwise now are decided anew.
  public func setConnected(_ routes: [ConnectedRoute]) {
    var table = ConnectedTable(routes)
    table.ownAddresses = connected.ownAddresses
    connected = table
    resolveAllNextHops()
  }

  /// Further addresses of this router: a route whose next hop is among them is not used.
  public func setOwnAddresses(_ addresses: Set<IPAddress>) {
    var all = addresses
    for case let state? in peers {
      if let address = state.peer.localIPv4 { all.insert(.v4(address)) }
      if let address = state.peer.localIPv6 { all.insert(.v6(address)) }
    }
    guard all != connected.ownAddresses else { return }
    connected.ownAddresses = all
    resolveAllNextHops()
  }

  /// The number of a next hop with a reference for the caller; nil when there are too many.
  func internNextHop(_ nextHop: NextHop, scope: UInt32) -> UInt32? {
    guard let (number, isNew) = shared.pointee.nextHops.intern(nextHop, scope: scope) else { return nil }
    if isNew { _ = resolve(number) }
    return number
  }

  func resolveAllNextHops() { resolveNextHops(shared.pointee.nextHops.numbersInUse) }

  /// Routes of the RIB that next hops resolve over have changed.
  func resolveRecursiveNextHops() {
    nextHopsAreDirty = false
    resolveNextHops(Array(recursiveNextHops.numbers))
  }

  private func resolveNextHops(_ numbers: [UInt32]) {
    var hasChanged = false
    for number in numbers where resolve(number) {
      shared.pointee.nextHops.markChanged(number)
      hasChanged = true
    }
    if hasChanged { for family in AddressFamily.allCases { sweep(family, .nextHops) } }
  }

  /// Resolves a next hop; whether the outcome is new.
  private func resolve(_ number: UInt32) -> Bool {
    let entry = shared.pointee.nextHops.entries[Int(number)]
    guard entry.references > 0 else {
      recursiveNextHops.remove(number)
      return false
    }
    let direct = resolveDirectly(entry)
    if let direct, case .resolved(_, let interfaceIndex, _, _) = direct {
      recursiveNextHops.remove(number)
      return shared.pointee.nextHops.set(number, direct, interface: interfaceIndex.flatMap(connected.name))
    }
    if let direct { return shared.pointee.nextHops.set(number, direct, interface: nil) }
    recursiveNextHops.insert(number)
    let state = resolveRecursively(entry.nextHop.address, depth: 0)
    var interface: String?
    if case .resolved(_, let index?, _, _) = state { interface = connected.name(of: index) }
    return shared.pointee.nextHops.set(number, state, interface: interface)
  }

  private func resolveDirectly(_ entry: NextHopEntry) -> NextHopState? {
    let address = entry.nextHop.address
    if connected.ownAddresses.contains(address) { return .own }
    if address.isLinkLocal {
      return entry.scope == 0 ? .unresolved : .resolved(gateway: address, interfaceIndex: entry.scope, cover: 255, cost: 0)
    }
    guard let route = connected.cover(of: address) else { return nil }
    let gateway = entry.nextHop.linkLocalAddress.map { IPAddress.v6($0) } ?? address
    return .resolved(gateway: gateway, interfaceIndex: route.interfaceIndex, cover: route.prefix.length, cost: 0)
  }

  /// RFC 4271 §5.1.3: recursive lookup. Five levels are more than any network has; a ring of routes ends there as unresolved.
  private func resolveRecursively(_ address: IPAddress, depth: UInt32) -> NextHopState {
    guard depth < 5 else { return .unresolved }
    var state = NextHopState.unresolved
    with(address.family) { table in
      table.table.eachCovering(IPPrefix(host: address)) { number in
        let route = table.table.entries[Int(number)]
        guard route.attributes != AttributeStore.none, route.source != PeerIndex.local.rawValue else { return true }
        let via = shared.pointee.nextHops.entries[Int(shared.pointee.store[route.attributes].pointee.nextHop)]
        guard via.nextHop.address != address, case .resolved(let gateway, let index, _, let cost)? = next(of: via, depth) else {
          return true
        }
        state = .resolved(gateway: gateway, interfaceIndex: index, cover: route.length, cost: cost + 1)
        return false
      }
    }
    return state
  }

  private func next(of entry: NextHopEntry, _ depth: UInt32) -> NextHopState? {
    if let direct = resolveDirectly(entry) { return direct }
    if case .resolved = entry.state { return entry.state }
    return nil
  }

  /// The name of the interface that routes of a set go out by, as far as it is known.
  func interface(of set: AttributeSet) -> String? { shared.pointee.nextHops.entries[Int(set.nextHop)].interface }

  /// Called for each prefix whose best path changed: next hops that it holds have to be resolved again.
  func noteChange(of prefix: IPPrefix) {
    guard !nextHopsAreDirty else { return }
    nextHopsAreDirty = recursiveNextHops.contains(in: prefix) { shared.pointee.nextHops.entries[Int($0)].nextHop.address }
  }
}
