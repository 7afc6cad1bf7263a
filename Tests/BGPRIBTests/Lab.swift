import BGPFilters
import BGPRIB
import BGPWire
import NetTypes
import Testing

/// A RIB with peers and what each of them holds.
final class Lab {
  let rib: RIB
  var receivers: [PeerIndex: Receiver] = [:]
  var peers: [PeerIndex: RIBPeer] = [:]

  init(clusterID: UInt32? = nil, change: (inout RIBConfiguration) -> Void = { _ in }) {
    var configuration = RIBConfiguration(localAS: ASNumber(64512), routerID: RouterID(0x0A00_000A), clusterID: clusterID, hashSeed: 7)
    configuration.maximumPrefixes = 1 << 18
    configuration.maximumPathCount = 1 << 20
    change(&configuration)
    rib = RIB(configuration: configuration)
    rib.setConnected([
      ConnectedRoute(prefix: prefix("10.0.0.0/16"), interfaceIndex: 2, interface: "eth0"),
      ConnectedRoute(prefix: prefix("fd00::/64"), interfaceIndex: 2, interface: "eth0"),
    ])
  }

  /// A peer at 10.0.0.`number`, up.
  @discardableResult
  func peer(_ number: Int, as asNumber: UInt32 = 64512, _ change: (inout RIBPeer) -> Void = { _ in }) -> PeerIndex {
    var peer = Self.peer(number, as: asNumber)
    change(&peer)
    guard let index = rib.add(peer) else { fatalError("no room for a peer") }
    up(index, peer)
    return index
  }

  static func peer(_ number: Int, as asNumber: UInt32 = 64512) -> RIBPeer {
    let context = UpdateContext(peerType: asNumber == 64512 ? .internal : .external, peerAS: ASNumber(asNumber))
    var peer = RIBPeer(
      name: "peer-\(number)", address: .v4(IPv4Address(0x0A00_0000 + UInt32(number))), routerID: RouterID(0x0A00_0000 + UInt32(number)),
      context: context)
    peer.filters = [BuiltInFilter.acceptAll.definition]
    peer.localIPv4 = IPv4Address("10.0.0.250")
    peer.localIPv6 = IPv6Address("fd00::fa")
    return peer
  }

  func up(_ index: PeerIndex, _ peer: RIBPeer) {
    peers[index] = peer
    rib.sessionUp(index, peer)
    // A receiver is another router: what it is sent is external exactly if the session is.
    var context = UpdateContext(peerType: peer.context.peerType, peerAS: peer.localAS ?? ASNumber(64512))
    for family in peer.sendPaths.keys { context.addPath.insert(FamilySet(family)) }
    receivers[index] = Receiver(index, context)
  }

  func send(_ index: PeerIndex, _ attributes: Wire.Attributes? = nil, announce: [String] = [], withdraw: [String] = []) {
    send(index, Wire.update(attributes, announce: announce.map(prefix), withdraw: withdraw.map(prefix)))
  }

  @discardableResult
  func send(_ index: PeerIndex, _ body: [UInt8]) -> ReceiveOutcome {
    body.withUnsafeBytes { rib.receive($0, from: index, at: .zero) }
  }

  /// Decides everything and lets every peer read.
  func settle(limit: Int = 1000) {
    while rib.process(limit: limit) {}
    _ = rib.takePeersWithOutput()
    for receiver in receivers.values { receiver.read(rib) }
  }

  /// The paths of a prefix.
  func paths(_ text: String) -> [RouteView] {
    var query = RouteQuery()
    query.prefix = prefix(text)
    return rib.routes(matching: query, limit: 1).routes
  }

  /// The next hops of the paths that a peer with ADD-PATH holds of a prefix.
  func hops(of text: String, heldBy index: PeerIndex) -> [String] {
    (receivers[index]?.paths[prefix(text)] ?? [:]).values.map { $0.nextHop?.address.description ?? "none" }.sorted()
  }

  func held(by index: PeerIndex) -> [String] { (receivers[index]?.routes.keys).map { $0.sorted().map(\.description) } ?? [] }
}

/// A prefix of a test's text.
func prefix(_ text: String) -> IPPrefix {
  guard let prefix = IPPrefix(text) else { fatalError("not a prefix: \(text)") }
  return prefix
}
