import BGPFilters
import BGPRIB
import NetTypes

/// What every peer should hold, computed from scratch in the most obvious way, without any code of the RIB.
struct NaiveModel {
  /// A filter that the model understands too.
  enum Filter: CaseIterable {
    case all, hideTen, refuseMarked, preferTwenty, markThirty

    var definition: FilterDefinition {
      var filter = FilterDefinition(name: "\(self)")
      let ten = prefix("10.1.0.0/16")
      switch self {
      case .all: return BuiltInFilter.acceptAll.definition
      case .hideTen: filter.exportV4 = [FilterRule(.reject, prefix: .init(.in, ten))]
      case .refuseMarked:
        var rule = FilterRule(.reject)
        rule.communities = [.standard(100 << 16 | 1)]
        (filter.importV4, filter.importV6) = ([rule], [rule])
      case .preferTwenty:
        filter.importV4 = [FilterRule(.accept, prefix: .init(.in, prefix("10.2.0.0/16")), operations: [.setPriority(2_147_483_147)])]
      case .markThirty:
        let mark = FilterRule.Operation.addCommunity(.standard(200 << 16 | 2))
        filter.exportV4 = [FilterRule(.accept, prefix: .init(.in, prefix("10.3.0.0/16")), operations: [mark])]
      }
      return filter
    }
  }

  struct Peer {
    var number: Int
    var asNumber: UInt32
    var isClient: Bool
    var filter = Filter.all
    var isUp = true
    /// What it announces, by path identifier: 0 alone without ADD-PATH.
    var routes: [IPPrefix: [UInt32: Wire.Attributes]] = [:]
    /// It announces several paths of a prefix.
    var sendsPaths = false
    /// It takes several paths of a prefix: these.
    var selection: PathSelection?
    var isExternal: Bool { asNumber != 64512 }
  }

  struct Path {
    var peer: Int?  // nil: our own
    var pathID: UInt32 = 0
    var attributes: Wire.Attributes
    var isExternal: Bool
    var routerID: UInt32
  }

  var peers: [Int: Peer] = [:]
  var locals: Set<IPPrefix> = []
  var unreachable: Set<String> = []
  /// Whether we reflect, as cluster 77.
  var reflects = true

  /// The paths of a prefix that may be used, after import.
  func paths(_ prefix: IPPrefix) -> [Path] {
    var paths: [Path] = []
    if locals.contains(prefix) { paths.append(Path(peer: nil, attributes: Wire.Attributes(), isExternal: false, routerID: 0)) }
    for peer in peers.values where peer.isUp {
      for (pathID, route) in peer.routes[prefix] ?? [:] {
        guard var path = imported(route, of: prefix, from: peer) else { continue }
        path.pathID = pathID
        paths.append(path)
      }
    }
    return paths
  }

  private func imported(_ route: Wire.Attributes, of prefix: IPPrefix, from peer: Peer) -> Path? {
    var attributes = route
    if unreachable.contains(attributes.nextHop) || attributes.path.contains(64512) { return nil }
    if (reflects && attributes.clusters.contains(77)) || attributes.originatorID == 0x0A00_000A { return nil }
    if peer.isExternal { (attributes.localPref, attributes.originatorID, attributes.clusters) = (nil, nil, []) }
    if peer.filter == .refuseMarked && attributes.communities.contains(100 << 16 | 1) { return nil }
    if peer.filter == .preferTwenty && BGPRIBTests.prefix("10.2.0.0/16").contains(prefix) { attributes.localPref = 500 }
    let identifier = attributes.originatorID ?? 0x0A00_0000 + UInt32(peer.number)
    return Path(peer: peer.number, attributes: attributes, isExternal: peer.isExternal, routerID: identifier)
  }

  /// The best path.
  func best(_ prefix: IPPrefix) -> Path? { ranked(paths(prefix)).best }

  /// Those that go to peers that take these.
  func paths(_ prefix: IPPrefix, _ selection: PathSelection) -> [Path] {
    var left = paths(prefix)
    switch selection {
    case .all: return left
    case .ecmp: return ranked(left).equal
    case .best(let limit):
      var chosen: [Path] = []
      while chosen.count < limit, let best = ranked(left).best {
        chosen.append(best)
        left.removeAll { $0.peer == best.peer && $0.pathID == best.pathID }
      }
      return chosen
    }
  }

  /// RFC 4271 §9.1.2.2 and RFC 4456 §9, one filter after the other; `equal` is what is left before the steps that only break ties.
  private func ranked(_ paths: [Path]) -> (best: Path?, equal: [Path]) {
    var left = paths
    func keep(_ rank: (Path) -> Int) {
      guard let best = left.map(rank).min() else { return }
      left = left.filter { rank($0) == best }
    }
    keep { $0.peer == nil ? 0 : 1 }
    keep { -Int($0.attributes.localPref ?? 100) }
    keep { $0.attributes.path.count }
    keep { Int($0.attributes.origin) }
    let all = left
    left = all.filter { path in
      !all.contains { $0.attributes.path.first == path.attributes.path.first && ($0.attributes.med ?? 0) < (path.attributes.med ?? 0) }
    }
    keep { $0.isExternal ? 0 : 1 }
    let equal = left
    keep { Int($0.routerID) }
    keep { $0.attributes.clusters.count }
    keep { $0.peer ?? 0 }
    keep { Int($0.pathID) }
    return (left.first, equal)
  }

  /// What a peer that takes one path should hold of a prefix: next hop and attributes.
  func sent(_ prefix: IPPrefix, to receiver: Peer) -> (nextHop: String, attributes: Wire.Attributes)? {
    best(prefix).flatMap { sent($0, of: prefix, to: receiver) }
  }

  /// What a path looks like to a peer, if it goes there.
  func sent(_ best: Path, of prefix: IPPrefix, to receiver: Peer) -> (nextHop: String, attributes: Wire.Attributes)? {
    guard best.peer != receiver.number else { return nil }
    var attributes = best.attributes
    let marks = Set(attributes.communities)
    if marks.contains(0xFFFF_FF02) || (receiver.isExternal && marks.contains(0xFFFF_FF01)) { return nil }
    if let source = best.peer.flatMap({ peers[$0] }), !source.isExternal, !receiver.isExternal {
      guard reflects, source.isClient || receiver.isClient else { return nil }
      attributes.originatorID = attributes.originatorID ?? 0x0A00_0000 + UInt32(source.number)
      attributes.clusters.insert(77, at: 0)
    }
    if receiver.filter == .hideTen && BGPRIBTests.prefix("10.1.0.0/16").contains(prefix) { return nil }
    if receiver.filter == .markThirty && BGPRIBTests.prefix("10.3.0.0/16").contains(prefix) && !marks.contains(200 << 16 | 2) {
      attributes.communities.append(200 << 16 | 2)
    }
    let own = prefix.family == .ipv4 ? "10.0.0.250" : "fd00::fa"
    if receiver.isExternal {
      attributes.path.insert(64512, at: 0)
      (attributes.localPref, attributes.originatorID, attributes.clusters) = (nil, nil, [])
      if best.peer != nil { attributes.med = nil }
      return (own, attributes)
    }
    attributes.localPref = attributes.localPref ?? 100
    return (best.peer == nil ? own : attributes.nextHop, attributes)
  }

  /// Attributes in canonical form, for comparison with what was received. Communities are compared as written.
  static func canonical(_ attributes: Wire.Attributes) -> [UInt8] {
    var field = Wire.attribute(0x40, 1, [attributes.origin])
    field += Wire.attribute(0x40, 2, attributes.path.isEmpty ? [] : [2, UInt8(attributes.path.count)] + attributes.path.flatMap(Wire.be))
    if let med = attributes.med { field += Wire.attribute(0x80, 4, Wire.be(med)) }
    if let localPref = attributes.localPref { field += Wire.attribute(0x40, 5, Wire.be(localPref)) }
    if !attributes.communities.isEmpty { field += Wire.attribute(0xC0, 8, attributes.communities.flatMap(Wire.be)) }
    if let originator = attributes.originatorID { field += Wire.attribute(0x80, 9, Wire.be(originator)) }
    if !attributes.clusters.isEmpty { field += Wire.attribute(0x80, 10, attributes.clusters.flatMap(Wire.be)) }
    return field
  }
}
