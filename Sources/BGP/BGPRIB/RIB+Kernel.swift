import NetTypes

extension RIB {
  /// What the kernel should hold for prefixes that changed, at most `limit` of them; empty when nothing is left.
  ///
  /// A change may say what the kernel has already: whoever takes it compares.
  public func takeKernelChanges(limit: Int) -> [KernelChange] {
    var changes: [KernelChange] = []
    for family in AddressFamily.allCases {
      while changes.count < limit, let number = with(family, { $0.kernel.pop() }) {
        if let change = kernelChange(number, family) { changes.append(change) }
      }
    }
    return changes
  }

  /// All that the kernel should hold, for a resync.
  public func allKernelRoutes() -> [KernelChange] {
    var routes: [KernelChange] = []
    for family in AddressFamily.allCases {
      for number in 1..<max(1, with(family) { $0.table.end }) {
        let entry = with(family) { $0.table.entries[number] }
        guard entry.has(PrefixEntry.live) else { continue }
        let wanted = wanted(UInt32(number), family)
        if wanted != .nothing { routes.append(KernelChange(prefix: with(family) { $0.table.prefix(UInt32(number)) }, wanted: wanted)) }
      }
    }
    return routes
  }

  /// Learned routes may go to the kernel now, or may not any more: each prefix is looked at once.
  func reviewKernelRoutes(of family: AddressFamily) {
    with(family) { table in
      for number in 1..<max(1, table.table.end) where table.table.entries[Int(number)].has(PrefixEntry.live) {
        table.markForKernel(UInt32(number))
      }
    }
  }

  /// The kernel's answer, for `installed` and `why`.
  public func kernelResult(_ prefix: IPPrefix, _ result: KernelResult) {
    refusals[prefix] = nil
    if case .refused(let text) = result { refusals[prefix] = text }
    with(prefix.family) { table in
      let number = table.table.find(prefix)
      guard number != PrefixTable.none else { return }
      let entry = table.entry(number)
      entry.pointee.flags &= ~PrefixEntry.kernelInstalled
      if result == .installed { entry.pointee.flags |= PrefixEntry.kernelInstalled }
    }
  }

  private func kernelChange(_ number: UInt32, _ family: AddressFamily) -> KernelChange? {
    let entry = with(family) { $0.entry(number) }
    entry.pointee.flags &= ~PrefixEntry.kernelQueued
    guard entry.pointee.has(PrefixEntry.live) else { return nil }
    // Before its decision the best path may be missing, and the kernel would drop for a moment what has another way: the decision queues it.
    if entry.pointee.has(PrefixEntry.dirty) {
      entry.pointee.flags |= PrefixEntry.hopsChanged
      return nil
    }
    let wanted = wanted(number, family)
    if wanted == .nothing {
      guard entry.pointee.has(PrefixEntry.kernelWanted) else { return nil }
      entry.pointee.flags &= ~PrefixEntry.kernelWanted
    } else {
      entry.pointee.flags |= PrefixEntry.kernelWanted
    }
    return KernelChange(prefix: with(family) { $0.table.prefix(number) }, wanted: wanted)
  }

  /// The kernel route of a prefix as decided now.
  func wanted(_ number: UInt32, _ family: AddressFamily) -> KernelChange.Wanted {
    let (entry, first) = with(family) { table in
      let entry = table.table.entries[Int(number)]
      return (entry, table.paths.paths[Int(entry.firstPath)])
    }
    guard entry.has(PrefixEntry.decided), entry.firstPath != PathArena.none else { return .nothing }
    if first.peer == PeerIndex.local.rawValue { return locals[first.age]?.kind == .block ? .blackhole : .nothing }
    guard configuration.exportsToKernel else { return .nothing }
    var hops: [KernelChange.Hop] = []
    var at = entry.firstPath
    while at != PathArena.none {
      let path = with(family) { $0.paths.paths[Int(at)] }
      if at == entry.firstPath || path.has(PathEntry.multipath), let hop = hop(of: path), !hops.contains(hop) { hops.append(hop) }
      at = path.next
    }
    // The same hops in the same order are the same route, whichever of them is best.
    return hops.isEmpty ? .nothing : .unicast(hops.sorted { ($0.gateway, $0.interfaceIndex ?? 0) < ($1.gateway, $1.interfaceIndex ?? 0) })
  }

  private func hop(of path: PathEntry) -> KernelChange.Hop? {
    let nextHop = shared.pointee.store[path.attributes].pointee.nextHop
    guard case .resolved(let gateway, let index, _, _) = shared.pointee.nextHops.entries[Int(nextHop)].state else { return nil }
    return KernelChange.Hop(gateway: gateway, interfaceIndex: index)
  }
}
