import BGPFilters
import BGPWire
import NetTypes

extension RIB {
  /// Originates a route, or changes one of the same prefix, kind and name. It competes with learned ones in the same decision.
  public func originate(_ route: LocalRoute) {
    let (number, old) = locals.insert(route)
    guard old != route || findLocalPath(route.prefix, number) == nil else { return }
    store(route, number)
    if route.kind == .block && old == nil { restoreWorkloads(inside: route.prefix) }
  }

  /// Takes an originated route back.
  public func withdrawLocal(_ prefix: IPPrefix, kind: LocalRoute.Kind, name: String) {
    guard let number = locals.remove(prefix, kind: kind, name: name) else { return }
    removeLocalPath(prefix, number)
    if kind == .block { restoreWorkloads(inside: prefix) }
  }

  /// All routes that this router originates.
  public var localRoutes: [LocalRoute] { locals.routes.compactMap { $0 } }

  /// A block came or went: whether the workloads in it are advertised themselves may be otherwise now.
  func restoreWorkloads(inside prefix: IPPrefix) {
    for (number, route) in locals.workloads(inside: prefix) { store(route, number) }
  }

  private func store(_ route: LocalRoute, _ number: UInt32) {
    let isCovered = configuration.suppressesWorkloadsInBlocks && route.kind == .workload && locals.block(of: route.prefix) != nil
    guard let set = internLocal(route, nextHop: ownNextHop(route, isCovered: isCovered)) else { return }
    removeLocalPath(route.prefix, number)
    let prefix = route.prefix
    with(prefix.family) { table in
      let at = table.table.insert(prefix)
      let path = at == PrefixTable.none ? PathArena.none : table.paths.allocate()
      guard path != PathArena.none else { return shared.pointee.release(set) }
      let entry = table.entry(at)
      let first = entry.pointee.firstPath
      table.path(path).initialize(
        to: PathEntry(
          next: first == PathArena.none ? first : table.path(first).pointee.next, attributes: set, peer: PeerIndex.local.rawValue, flags: 0,
          age: number))
      if first == PathArena.none { entry.pointee.firstPath = path } else { table.path(first).pointee.next = path }
      table.counts.base[Int(PeerIndex.local.rawValue)].paths += 1
      table.markDirty(at)
    }
  }

  /// Stands for our own address, with a reference for the caller.
  private func ownNextHop(_ route: LocalRoute, isCovered: Bool) -> UInt32 {
    if !isCovered, localInterfacesMatter, let interface = route.interface,
      let number = shared.pointee.nextHops.internOwn(interface: interface)
    {
      return number
    }
    let number = isCovered ? NextHopTable.ownCovered : NextHopTable.own
    shared.pointee.nextHops.retain(number)
    return number
  }

  /// Some export rule asks for interfaces now, or none does any more.
  func restoreLocals() {
    for number in locals.routes.indices {
      if let route = locals.routes[number] { store(route, UInt32(number)) }
    }
  }

  /// The attributes of a local route: ORIGIN IGP and an empty path, then what the route brings along.
  private func internLocal(_ route: LocalRoute, nextHop: UInt32) -> UInt32? {
    var edit = AttributeEdit()
    for community in route.communities { FilterOperations.add([.addCommunity(community)], to: &edit) }
    edit.set = LocalAttributes.read(route.attributes)
    let bare: [UInt8] = [0x40, 1, 1, 0, 0x40, 2, 0]
    return bare.withUnsafeBytes { bytes in
      var fields = AttributeFields()
      fields.flags = .asPath
      let result = shared.pointee.editor.apply(edit, to: bytes, fields: fields)
      return shared.pointee.intern(result.canonical, result.fields, nextHop: nextHop)
    }
  }

  private func removeLocalPath(_ prefix: IPPrefix, _ number: UInt32) {
    guard let (entry, path) = findLocalPath(prefix, number) else { return }
    with(prefix.family) { $0.remove(path, from: entry, &shared.pointee) }
  }

  private func findLocalPath(_ prefix: IPPrefix, _ number: UInt32) -> (entry: UInt32, path: UInt32)? {
    with(prefix.family) { table in
      let entry = table.table.find(prefix)
      guard entry != PrefixTable.none else { return nil }
      var at = table.entry(entry).pointee.firstPath
      while at != PathArena.none {
        let path = table.path(at).pointee
        if path.peer == PeerIndex.local.rawValue && path.age == number { return (entry, at) }
        at = path.next
      }
      return nil
    }
  }
}

/// Reads the further attributes of a local route.
private enum LocalAttributes {
  static func read(_ bytes: [UInt8]) -> [AttributeEdit.RawAttribute] {
    var list: [AttributeEdit.RawAttribute] = []
    var rest = bytes[...]
    while rest.count >= 3 {
      let flags = rest[rest.startIndex]
      let isExtended = flags & 0x10 != 0
      let header = isExtended ? 4 : 3
      guard rest.count >= header else { break }
      let at = rest.startIndex
      let length = isExtended ? Int(rest[at + 2]) << 8 | Int(rest[at + 3]) : Int(rest[at + 2])
      guard rest.count - header >= length else { break }
      list.append(
        .init(
          AttributeType(rest[at + 1]), flags: AttributeFlags(rawValue: flags), value: Array(rest[(at + header)..<(at + header + length)])))
      rest = rest[(at + header + length)...]
    }
    return list
  }
}
