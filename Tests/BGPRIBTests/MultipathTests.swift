import BGPFilters
import BGPRIB
import BGPWire
import NetTypes
import Testing

@Suite("Paths that share the traffic")
struct MultipathTests {
  private static let destination = "192.0.2.0/24"

  /// A way in which a path that shares the traffic with the best one stops to, or comes to use another next hop.
  struct Loss: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The hops that are left.
    var left = ["10.0.0.1"]
    let happen: @Sendable (Lab, PeerIndex) -> Void

    init(_ name: String, left: [String] = ["10.0.0.1"], _ happen: @escaping @Sendable (Lab, PeerIndex) -> Void) {
      (testDescription, self.left, self.happen) = (name, left, happen)
    }
  }

  static let losses = [
    Loss("withdrawn") { $0.send($1, withdraw: [destination]) },
    Loss("its session is gone") { lab, peer in
      lab.receivers[peer] = nil
      lab.rib.sessionDown(peer, retainStale: false)
    },
    Loss("an import filter refuses it") { lab, peer in
      var changed = Lab.peer(2, as: 64601)
      changed.filters = [BuiltInFilter.ownRoutes.definition]
      _ = lab.rib.update(peer, to: changed)
    },
    Loss("its next hop is unreachable") { lab, _ in
      lab.rib.setConnected([ConnectedRoute(prefix: prefix("10.0.0.0/24"), interfaceIndex: 2, interface: "eth0")])
    },
    Loss("its next hop is an own address") { lab, _ in lab.rib.setOwnAddresses([.v4(IPv4Address(0x0A00_0102))]) },
    Loss("announced with our own AS in the path") { $0.send($1, member(path: [64601, 64512]), announce: [destination]) },
    Loss("announced with a longer path") { $0.send($1, member(path: [64601, 7]), announce: [destination]) },
    Loss("announced through another next hop", left: ["10.0.0.1", "10.0.1.3"]) {
      $0.send($1, member(path: [64601], nextHop: "10.0.1.3"), announce: [destination])
    },
  ]

  private static func member(path: [UInt32], nextHop: String = "10.0.1.2") -> Wire.Attributes {
    Wire.Attributes(path: path, nextHop: nextHop)
  }

  /// Hops of the prefix as the kernel has them after these changes; nil when nothing is said of it.
  private func hops(_ changes: [KernelChange]) -> [String]? {
    guard case .unicast(let hops)? = changes.last(where: { $0.prefix == prefix(Self.destination) })?.wanted else { return nil }
    return hops.map(\.gateway.description)
  }

  @Test("the kernel is told when a path beside the best one goes away or changes", arguments: losses, [false, true])
  func loss(_ loss: Loss, withThird: Bool) {
    let lab = Lab()
    let one = lab.peer(1, as: 64600)
    let two = lab.peer(2, as: 64601)
    // A path that never shares, so that the decision is one among several even afterwards.
    let third = lab.peer(3, as: 64602)
    if withThird { lab.send(third, Wire.Attributes(path: [64602, 8, 9], nextHop: "10.0.0.3"), announce: [Self.destination]) }
    lab.send(one, Wire.Attributes(path: [64600], nextHop: "10.0.0.1"), announce: [Self.destination])
    lab.send(two, Self.member(path: [64601]), announce: [Self.destination])
    lab.settle()
    #expect(hops(lab.rib.takeKernelChanges(limit: 9)) == ["10.0.0.1", "10.0.1.2"])
    loss.happen(lab, two)
    lab.settle()
    #expect(hops(lab.rib.takeKernelChanges(limit: 9)) == loss.left)
    #expect(lab.paths(Self.destination).count(where: \.isMultipath) == loss.left.count - 1)
    #expect(hops(lab.rib.allKernelRoutes()) == loss.left)
  }

  @Test("the kernel keeps a route whose best path is gone until the next one is chosen")
  func undecided() {
    let lab = Lab()
    let one = lab.peer(1, as: 64600)
    let two = lab.peer(2, as: 64601)
    lab.send(one, Wire.Attributes(path: [64600], nextHop: "10.0.0.1"), announce: [Self.destination])
    lab.send(two, Self.member(path: [64601]), announce: [Self.destination])
    lab.settle()
    #expect(hops(lab.rib.takeKernelChanges(limit: 9)) == ["10.0.0.1", "10.0.1.2"])
    lab.send(one, Wire.Attributes(path: [64600], nextHop: "10.0.0.3"), announce: [Self.destination])
    lab.settle()
    lab.send(one, withdraw: [Self.destination])
    #expect(lab.rib.takeKernelChanges(limit: 9) == [], "queued by the first decision, the second is yet to come")
    lab.settle()
    #expect(hops(lab.rib.takeKernelChanges(limit: 9)) == ["10.0.1.2"])
  }
}
