import BGPFilters
import BGPWire
import NetTypes

extension RIB {
  /// Adds a task to the walk over a family.
  func sweep(_ family: AddressFamily, _ task: Sweep.Task) {
    let index = Int(family.rawValue)
    switch task {
    case .removeOld(let peer):
      sweeps[index].peers.insert(peer)
      hot.base[Int(peer.rawValue)].set(PeerHot.sweeps[index], true)
    case .evaluate(let peer):
      sweeps[index].peers.insert(peer)
      hot.base[Int(peer.rawValue)].set(PeerHot.evaluates[index], true)
    case .nextHops: sweeps[index].nextHops = true
    case .everything: sweeps[index].everything = true
    }
    sweeps[index].turnEnd = with(family) { $0.table.end }
    sweeps[index].left = sweeps[index].turnEnd - 1
    if sweeps[index].left == 0 { endSweep(family) }
  }

  /// Walks on; false when there is nothing left to walk.
  func continueSweep(_ family: AddressFamily, limit: Int) -> Bool {
    let index = Int(family.rawValue)
    guard sweeps[index].isActive else { return false }
    let flags = PeerHot.sweeps[index] | PeerHot.evaluates[index]
    var sweep = sweeps[index]
    var steps = 0
    while steps < limit, sweep.left > 0 {
      let number = sweep.position
      let end = with(family) { table in
        visit(UInt32(number), in: &table, flags, sweep)
        return table.table.end
      }
      if number < sweep.turnEnd { sweep.left -= 1 }
      sweep.position = number + 1 < end ? number + 1 : 1
      steps += 1
    }
    sweeps[index] = sweep
    if !sweep.isActive { endSweep(family) }
    return sweeps[index].isActive
  }

  /// Walks to the end at once.
  func finishSweep(_ family: AddressFamily) {
    while continueSweep(family, limit: .max) {}
  }

  private func endSweep(_ family: AddressFamily) {
    let index = Int(family.rawValue)
    for peer in sweeps[index].peers {
      if hot[Int(peer.rawValue)].has(PeerHot.sweeps[index]) { with(family) { $0.counts.base[Int(peer.rawValue)].stale = 0 } }
      hot.base[Int(peer.rawValue)].set(PeerHot.sweeps[index] | PeerHot.evaluates[index], false)
    }
    sweeps[index].peers = []
    (sweeps[index].nextHops, sweeps[index].everything) = (false, false)
    if !sweeps.contains(where: \.nextHops) { shared.pointee.nextHops.forgetChanges() }
  }

  @inline(__always)
  private func visit(_ number: UInt32, in table: inout FamilyTable, _ flags: UInt16, _ sweep: Sweep) {
    let entry = table.table.entries[Int(number)]
    guard entry.has(PrefixEntry.live) else { return }
    var at = entry.firstPath
    while at != PathArena.none {
      let path = table.path(at).pointee
      let peer = hot[Int(path.peer)]
      if peer.flags & flags != 0 { visit(at, of: number, in: &table, peer) }
      if sweep.nextHops, shared.pointee.nextHops.hot[Int(shared.pointee.store[path.attributes].pointee.nextHop)].hasChanged {
        table.markDirty(number)
        if configuration.exportsToKernel { table.markForKernel(number) }
      }
      at = path.next
    }
    if sweep.everything { table.markDirty(number) }
  }

  private func visit(_ at: UInt32, of number: UInt32, in table: inout FamilyTable, _ peer: PeerHot) {
    let index = Int(table.family.rawValue)
    let path = table.path(at).pointee
    if peer.has(PeerHot.sweeps[index]), !isCurrent(path, peer, index), !peer.has(PeerHot.retains[index]) {
      table.remove(at, from: number, &shared.pointee)
    } else if peer.has(PeerHot.evaluates[index]), let state = peers[Int(path.peer)] {
      evaluate(at, of: number, in: &table, state)
    }
  }

  private func isCurrent(_ path: PathEntry, _ peer: PeerHot, _ family: Int) -> Bool {
    path.flags & PathEntry.generationMask == peer.generations[family] && peer.has(PeerHot.up)
  }

  /// Runs the import rules over a path of the Adj-RIB-In.
  private func evaluate(_ at: UInt32, of number: UInt32, in table: inout FamilyTable, _ state: PeerState) {
    let old = table.path(at).pointee
    let set = shared.pointee.store[old.attributes].pointee
    let (high, low) = table.table.key(number)
    let length = table.table.entries[Int(number)].length
    let program = state.importPrograms[Int(table.family.rawValue)]
    let route = FilterRoute(
      attributes: shared.pointee.store.bytes(old.attributes), fields: set.fields, isFromPeer: true, interface: interface(of: set))
    let verdict = program.specialise(route).verdict(high: high, low: low, length: length)
    let base = ImportPolicy.base(set.fields, state.traits)
    let outcome = ImportPolicy.outcome(of: verdict, program, base: base, old.attributes, &shared.pointee)
    let leak = ImportPolicy.isLeak(set.fields, state.traits) ? PathEntry.leaked : 0
    let loop = shared.pointee.store.loop(in: old.attributes, from: hot.base + Int(old.peer)) != 0 ? PathEntry.looped : 0
    let judged = PathEntry.refused | PathEntry.edited
    let flags = old.flags & ~judged | outcome.flags | leak | loop
    let oldSet = table.effectiveAttributes(at)
    if old.has(PathEntry.edited) { shared.pointee.release(table.paths.policed[Int(at)]) }
    if outcome.flags & PathEntry.edited != 0 { table.paths.policed[Int(at)] = outcome.set }
    let count = table.counts.base + Int(old.peer)
    if old.has(PathEntry.refused) { count.pointee.filtered &-= 1 }
    if flags & PathEntry.refused != 0 { count.pointee.filtered &+= 1 }
    table.path(at).pointee.flags = flags
    if flags != old.flags || outcome.set != oldSet { table.markDirty(number) }
  }
}
