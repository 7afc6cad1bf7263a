import BGPFilters
import BGPWire
import NetTypes

extension RIB {
  /// One slice of the routes that a query asks for. Walks at most `limit` prefixes and stops; go on from the page's cursor.
  public func routes(matching query: RouteQuery, from cursor: RouteCursor = RouteCursor(), limit: Int) -> RoutePage {
    if let prefix = query.prefix, query.match != .longer { return RoutePage(routes: single(prefix, query), next: nil) }
    var views: [RouteView] = []
    var cursor = cursor
    var left = max(1, limit)
    while cursor.family < 2, let family = AddressFamily(rawValue: cursor.family) {
      let end = UInt32(with(family) { $0.table.end })
      let isWanted = (query.family ?? query.prefix?.family).map { $0 == family } ?? true
      while isWanted, cursor.next < end {
        guard left > 0 else { return RoutePage(routes: views, next: cursor) }
        left -= 1
        if with(family, { $0.table.entries[Int(cursor.next)].has(PrefixEntry.live) }) {
          let prefix = with(family) { $0.table.prefix(cursor.next) }
          if query.prefix.map({ $0.contains(prefix) }) ?? true { views += paths(of: cursor.next, family, query) }
        }
        cursor.next += 1
      }
      cursor.family += 1
      cursor.next = 0
    }
    return RoutePage(routes: views, next: nil)
  }

  /// The prefixes that may have routes for a query, in the order of the table. Looks at no more than `limit` places of it; whoever sorts
  /// them asks for ``routes(of:matching:)`` then.
  public func prefixes(matching query: RouteQuery, from cursor: RouteCursor, limit: Int) -> (prefixes: [IPPrefix], next: RouteCursor?) {
    var prefixes: [IPPrefix] = []
    var cursor = cursor
    var left = UInt32(clamping: max(1, limit))
    while cursor.family < 2, let family = AddressFamily(rawValue: cursor.family) {
      let end = UInt32(with(family) { $0.table.end })
      if (query.family ?? query.prefix?.family).map({ $0 == family }) ?? true, cursor.next < end {
        if left == 0 { return (prefixes, cursor) }
        let stop = cursor.next + min(left, end - cursor.next)
        with(family) { table in
          for number in cursor.next..<stop where table.table.entries[Int(number)].has(PrefixEntry.live) {
            let prefix = table.table.prefix(number)
            if query.prefix.map({ $0.contains(prefix) }) ?? true { prefixes.append(prefix) }
          }
        }
        left -= stop - cursor.next
        cursor.next = stop
        if stop < end { continue }
      }
      cursor.family += 1
      cursor.next = 0
    }
    return (prefixes, nil)
  }

  /// The paths of these prefixes that a query asks for, prefix by prefix, the best first; what is gone meanwhile is left out.
  public func routes(of prefixes: some Sequence<IPPrefix>, matching query: RouteQuery) -> [RouteView] {
    prefixes.flatMap { prefix -> [RouteView] in
      let number = with(prefix.family) { $0.table.find(prefix) }
      return number == PrefixTable.none ? [] : paths(of: number, prefix.family, query)
    }
  }

  private func single(_ prefix: IPPrefix, _ query: RouteQuery) -> [RouteView] {
    guard query.match == .covering else {
      let number = with(prefix.family) { $0.table.find(prefix) }
      return number == PrefixTable.none ? [] : paths(of: number, prefix.family, query)
    }
    var numbers: [UInt32] = []
    with(prefix.family) { table in
      table.table.eachCovering(IPPrefix(host: prefix.address)) { number in
        numbers.append(number)
        return true
      }
    }
    for number in numbers {
      let views = paths(of: number, prefix.family, query)
      if views.contains(where: \.isBest) { return views }
    }
    return []
  }

  /// The paths of a prefix, the best first, each with its reason.
  private func paths(of number: UInt32, _ family: AddressFamily, _ query: RouteQuery) -> [RouteView] {
    var views: [RouteView] = []
    let reasons = reasons(of: number, family)
    let sentPaths = query.to.flatMap { self.sentPaths(of: number, family, to: $0) }
    for (path, reason) in reasons {
      let entry = with(family) { $0.paths.paths[Int(path)] }
      if let from = query.from, from.rawValue != entry.peer { continue }
      if query.onlyFiltered && !entry.has(PathEntry.filtered | PathEntry.leaked) && !reason.isLoop { continue }
      let view = view(path, entry, of: number, family, reason)
      guard let sentPaths else {
        views.append(view)
        continue
      }
      // The identifier that is told of is the one that the path is sent with.
      if let sent = sentPaths[path] { views.append(with(sent, in: view, pathID: path)) }
    }
    guard let to = query.to, sentPaths == nil else { return views }
    guard let best = views.first(where: \.isBest), case .sent(let sent)? = export(of: number, family, to: to) else { return [] }
    return [with(sent, in: best)]
  }

  private func with(_ sent: SentRoute, in view: RouteView, pathID: UInt32? = nil) -> RouteView {
    var view = view
    view.pathID = pathID
    (view.attributes, view.fields, view.nextHop) = (sent.attributes, sent.fields, sent.nextHop)
    return view
  }

  private func view(_ path: UInt32, _ entry: PathEntry, of number: UInt32, _ family: AddressFamily, _ reason: RouteReason) -> RouteView {
    let (prefix, head, attributes) = with(family) { table in
      (table.table.prefix(number), table.table.entries[Int(number)], table.effectiveAttributes(path))
    }
    let set = shared.pointee.store[attributes].pointee
    var view = RouteView(
      prefix: prefix, from: PeerIndex(rawValue: entry.peer), fields: set.fields, attributes: Array(shared.pointee.store.bytes(attributes)),
      why: reason)
    view.isBest = reason.isBest
    view.isMultipath = entry.has(PathEntry.multipath)
    view.pathID = entry.has(PathEntry.identified) ? with(family) { $0.paths.identifiers[Int(path)] } : nil
    if entry.peer != PeerIndex.local.rawValue { view.nextHop = shared.pointee.nextHops.entries[Int(set.nextHop)].nextHop }
    if entry.peer == PeerIndex.local.rawValue {
      view.local = locals[entry.age]
    } else {
      view.since = MonotonicTime(nanoseconds: Int64(entry.age) * 1_000_000_000)
      // The generation changes with the peer's return only: until then all that is kept of it is stale.
      let peer = hot[Int(entry.peer)]
      let isCurrent = peer.has(PeerHot.up) && entry.flags & PathEntry.generationMask == peer.generations[Int(family.rawValue)]
      view.isStale = peer.has(PeerHot.retains[Int(family.rawValue)]) && !isCurrent
    }
    view.isInstalled = head.has(PrefixEntry.kernelInstalled) && (view.isBest || view.isMultipath)
    view.kernelRefusal = view.isBest ? refusals[prefix] : nil
    return view
  }
}
