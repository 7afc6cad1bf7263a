import BGPWire
import NetTypes

extension FamilyTable {
  /// Whether a path may be chosen; RFC 4271 §9.1.2 and what it refers to. ``RouteReason`` says in words what fails here.
  @inline(__always)
  func isUsable(_ path: PathEntry, _ number: UInt32, _ shared: borrowing SharedAttributes, _ context: DecisionContext) -> Bool {
    let peer = context.peers + Int(path.peer)
    let isCurrent = path.flags & PathEntry.generationMask == peer.pointee.generations[Int(family.rawValue)]
    guard peer.pointee.has(isCurrent ? PeerHot.up | PeerHot.retains[Int(family.rawValue)] : PeerHot.retains[Int(family.rawValue)]) else {
      return false
    }
    if path.has(PathEntry.filtered | PathEntry.leaked) { return false }
    let set = shared.store[path.attributes]
    if set.pointee.loops != 0 || peer.pointee.localAS != 0, shared.store.loop(in: path.attributes, from: peer) != 0 { return false }
    guard context.requiresResolvedNextHops else { return true }
    return hasUsableNextHop(set.pointee.nextHop, number, shared)
  }

  /// The next hop resolves, and the prefix does not cut the way to it: it would if it held the next hop and were at least as specific as
  /// the route that the next hop was resolved by.
  @inline(__always)
  private func hasUsableNextHop(_ nextHop: UInt32, _ number: UInt32, _ shared: borrowing SharedAttributes) -> Bool {
    let hop = shared.nextHops.hot[Int(nextHop)]
    if !hop.isUsable { return false }
    let length = entry(number).pointee.length
    if hop.cover > length || hop.family != family { return true }
    let (high, low) = table.key(number)
    return IPPrefix(family: family, high: hop.high, low: hop.low, length: length)
      != IPPrefix(family: family, high: high, low: low, length: length)
  }

  /// Decides one prefix: the best path goes to the front. Returns the path, or ``PathArena/none``.
  @inline(__always)
  mutating func decide(_ number: UInt32, _ shared: borrowing SharedAttributes, _ context: DecisionContext) -> UInt32 {
    let entry = entry(number)
    let first = entry.pointee.firstPath
    if first == PathArena.none { return PathArena.none }
    let only = path(first).pointee
    if only.next == PathArena.none {
      // Others shared the traffic with it, or it was one of those: it is alone now.
      if only.has(PathEntry.multipath) { unmark(first, number) }
      guard isUsable(only, number, shared, context) else {
        entry.pointee.flags &= ~PrefixEntry.decided
        return PathArena.none
      }
      entry.pointee.flags |= PrefixEntry.decided
      return first
    }
    return decideAmongMany(number, shared, context)
  }

  private mutating func decideAmongMany(
    _ number: UInt32, _ shared: borrowing SharedAttributes, _ context: DecisionContext
  ) -> UInt32 {
    gather(number, shared, context)
    if decision.hasUnusableMember { unmarkUnusable(number, shared, context) }
    let entry = entry(number)
    guard let winner = decision.run() else {
      entry.pointee.flags &= ~PrefixEntry.decided
      return PathArena.none
    }
    let best = decision.candidates[winner].path
    moveToFront(best, number)
    entry.pointee.flags |= PrefixEntry.decided
    if markMultipath(winner, number, shared, context) { entry.pointee.flags |= PrefixEntry.hopsChanged }
    return best
  }

  /// Paths that shared the traffic and may not be used any more are no candidates, so ``markMultipath`` does not meet them.
  private func unmarkUnusable(_ number: UInt32, _ shared: borrowing SharedAttributes, _ context: DecisionContext) {
    var at = entry(number).pointee.firstPath
    while at != PathArena.none {
      let path = path(at).pointee
      if path.has(PathEntry.multipath), !isUsable(path, number, shared, context) { unmark(at, number) }
      at = path.next
    }
  }

  /// A path no longer shares the traffic with the best one.
  private func unmark(_ at: UInt32, _ number: UInt32) {
    path(at).pointee.flags &= ~PathEntry.multipath
    entry(number).pointee.flags |= PrefixEntry.hopsChanged
  }

  /// Collects the usable paths of a prefix for ``DecisionProcess``; explanations use it too.
  mutating func gather(_ number: UInt32, _ shared: borrowing SharedAttributes, _ context: DecisionContext) {
    decision.reset()
    var at = entry(number).pointee.firstPath
    while at != PathArena.none {
      let path = path(at).pointee
      if isUsable(path, number, shared, context) {
        let attributes = effectiveAttributes(at)
        let set = shared.store[attributes].pointee
        let identifier = path.has(PathEntry.identified) ? paths.identifiers[Int(at)] : 0
        decision.add(
          Candidate(
            path: at, entry: path, attributes: attributes, set: set, cost: shared.nextHops.hot[Int(set.nextHop)].cost, pathID: identifier,
            peer: context.peers[Int(path.peer)]))
      } else if path.has(PathEntry.multipath) {
        decision.hasUnusableMember = true
      }
      at = path.next
    }
  }

  private func moveToFront(_ best: UInt32, _ number: UInt32) {
    let entry = entry(number)
    if entry.pointee.firstPath == best { return }
    var before = entry.pointee.firstPath
    while path(before).pointee.next != best { before = path(before).pointee.next }
    path(before).pointee.next = path(best).pointee.next
    path(best).pointee.next = entry.pointee.firstPath
    entry.pointee.firstPath = best
  }

  /// Marks the paths that share the traffic with the best one; whether the set changed.
  private mutating func markMultipath(
    _ winner: Int, _ number: UInt32, _ shared: borrowing SharedAttributes, _ context: DecisionContext
  ) -> Bool {
    let best = decision.candidates[winner]
    var room = decision.equalCount > 1 && best.peer != PeerIndex.local.rawValue ? context.maximumPaths - 1 : 0
    var hasChanged = false
    for index in 0..<decision.count {
      let candidate = decision.candidates[index]
      // Lost at a step that only breaks ties: of equal cost until then.
      let isEqual = candidate.lost != Candidate.remains && candidate.lost >= DecisionStep.routerID.rawValue
      var shares = index != winner && isEqual && room > 0
      if shares && !context.multipathRelaxed && candidate.neighborAS != best.neighborAS { shares = false }
      if shares { room -= 1 }
      let path = path(candidate.path)
      if path.pointee.has(PathEntry.multipath) != shares {
        path.pointee.flags ^= PathEntry.multipath
        hasChanged = true
      }
    }
    return hasChanged
  }

  /// Decides queued prefixes until the limit or until the batch is full; changes go into the batch.
  mutating func decideQueued(
    limit: Int, _ shared: inout SharedAttributes, _ context: DecisionContext, into batch: inout RouteBatch
  ) {
    var left = limit
    while left > 0, !batch.isFull, let number = dirty.pop() {
      left &-= 1
      let entry = entry(number)
      entry.pointee.flags &= ~PrefixEntry.dirty
      let best = decide(number, shared, context)
      if notesDecided { decided.append(number) }
      if entry.pointee.has(PrefixEntry.hopsChanged) {
        entry.pointee.flags &= ~PrefixEntry.hopsChanged
        if context.exportsToKernel || concernsKernel(entry.pointee, best) { markForKernel(number) }
      }
      record(number, best, &shared, context, into: &batch)
    }
  }

  /// Whether the kernel has to hear of a decision even where it gets no learned routes: an own block needs its blackhole, and what the
  /// kernel was given before may have to go.
  @inline(__always)
  private func concernsKernel(_ entry: PrefixEntry, _ best: UInt32) -> Bool {
    entry.has(PrefixEntry.kernelWanted) || (best != PathArena.none && path(best).pointee.peer == PeerIndex.local.rawValue)
  }

  @inline(__always)
  private mutating func record(
    _ number: UInt32, _ best: UInt32, _ shared: inout SharedAttributes, _ context: DecisionContext, into batch: inout RouteBatch
  ) {
    let entry = entry(number)
    let old = entry.pointee
    let attributes = best == PathArena.none ? AttributeStore.none : effectiveAttributes(best)
    let source = best == PathArena.none ? 0 : path(best).pointee.peer
    if old.attributes != attributes || (old.source != source && attributes != AttributeStore.none) {
      if attributes != AttributeStore.none { shared.store.retain(attributes) }
      entry.pointee.attributes = attributes
      entry.pointee.source = source
      entry.pointee.round = round
      batch.add(
        RouteChange(number: number, attributes: attributes, source: source, previousSource: old.source, next: 0), shared.store)
      if old.attributes != AttributeStore.none { shared.release(old.attributes) }
      if context.exportsToKernel || concernsKernel(old, best) { markForKernel(number) }
    }
    if old.firstPath == PathArena.none && !old.has(PrefixEntry.leaving) {
      entry.pointee.flags |= PrefixEntry.leaving
      leaving.push(number)
    }
  }

  /// Frees prefixes that are gone everywhere: no path, no peer that has still to hear of it (all have seen the given round), nothing in
  /// the kernel.
  mutating func releaseLeaving(through round: UInt32) {
    let busy = PrefixEntry.dirty | PrefixEntry.kernelQueued | PrefixEntry.kernelWanted
    var left = leaving.count
    while left > 0, let number = leaving.first {
      left -= 1
      let entry = entry(number).pointee
      let isBack = entry.firstPath != PathArena.none
      if !isBack && Int32(bitPattern: entry.round &- round) > 0 { return }
      _ = leaving.pop()
      if isBack || entry.attributes != AttributeStore.none {
        self.entry(number).pointee.flags &= ~PrefixEntry.leaving
      } else if entry.flags & busy != 0 {
        leaving.push(number)
      } else {
        table.remove(number)
      }
    }
  }
}
