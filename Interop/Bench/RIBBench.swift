import BGPFilters
import BGPRIB
import BGPWire
import CLinux
import NetTypes

/// The RIB without sockets: one feeding peer, one receiving peer.
enum RIBBench {
  static func run(count: Int) {
    packed(count: count, isIPv6: false)
    packed(count: count / 2, isIPv6: true)
    internHit()
    many(count: count, perMessage: 4)
    second(count: count / 2)
  }

  /// Full messages: what a prefix costs.
  static func packed(count: Int, isIPv6: Bool) {
    let feed = Feed(prefixes: count, perMessage: isIPv6 ? 400 : 900, isIPv6: isIPv6)
    let name = isIPv6 ? "IPv6" : "IPv4"
    var read = Int.max
    var insert = Int.max
    var decide = Int.max
    var encode = Int.max
    for _ in 0..<3 {
      let pair = Pair()
      var start = Measure.cpu
      var sum = UInt64(0)
      feed.each { sum &+= Self.read($0, isIPv6) }
      precondition(sum != 0)
      read = min(read, Measure.cpu - start)
      start = Measure.cpu
      feed.each { _ = pair.rib.receive($0, from: pair.feeder, at: .zero) }
      insert = min(insert, Measure.cpu - start)
      start = Measure.cpu
      while pair.rib.process(limit: 1 << 16) { pair.drain() }
      pair.drain()
      decide = min(decide, Measure.cpu - start)
      start = Measure.cpu
      pair.rib.requestRefresh(pair.receiver, isIPv6 ? .ipv6 : .ipv4)
      encode = min(encode, Measure.cpu - start)
      pair.drain()
    }
    Measure.report("\(name) read", Double(read) / Double(count), "ns/NLRI", 15)
    Measure.report("\(name) insert, growth included", Double(insert - read) / Double(count), "ns/NLRI", isIPv6 ? nil : 60)
    Measure.report("\(name) snapshot: gather and encode", Double(encode) / Double(count), "ns/NLRI")
    Measure.report("\(name) decide, group, encode", Double(decide) / Double(count), "ns/NLRI")
  }

  /// Reading alone: the prefixes of a message, added up so that none is left out.
  private static func read(_ body: UnsafeRawBufferPointer, _ isIPv6: Bool) -> UInt64 {
    var sum: UInt64 = 0
    do {
      let message = try UpdateMessage.split(body)
      let context = UpdateContext(peerType: .external, peerAS: ASNumber(64601))
      guard let section = isIPv6 ? message.reach(in: context).nlri : message.nlriSection(in: context, nextHop: nil) else { return 0 }
      var reader = section.reader
      while let nlri = try reader.next() { sum &+= nlri.prefix.high &+ UInt64(nlri.prefix.length) }
    } catch {
      preconditionFailure("the benchmark's own message: \(error)")
    }
    return sum
  }

  /// The same attributes and prefix again and again.
  static func internHit() {
    let feed = Feed(prefixes: 1, perMessage: 1)
    let pair = Pair()
    Measure.best("intern hit, with one prefix that is known", items: 1_000_000, unit: "ns/UPDATE", budget: 100) {
      feed.each { body in
        for _ in 0..<1_000_000 { _ = pair.rib.receive(body, from: pair.feeder, at: .zero) }
      }
    }
  }

  /// A table as the world has it: few prefixes to an attribute set.
  static func many(count: Int, perMessage: Int) {
    let feed = Feed(prefixes: count, perMessage: perMessage)
    let before = Measure.resident
    var peak = before
    let pair = Pair()
    let start = Measure.cpu
    var pending = 0
    feed.each { body in
      _ = pair.rib.receive(body, from: pair.feeder, at: .zero)
      pending += perMessage
      if pending >= 16384 {
        while pair.rib.process(limit: 1 << 16) {}
        pair.drain()
        pending = 0
        peak = max(peak, Measure.resident)
      }
    }
    while pair.rib.process(limit: 1 << 16) {}
    pair.drain()
    peak = max(peak, Measure.resident)
    let total = Measure.cpu - start
    Measure.report("feed with \(feed.bodies.count) attribute sets, whole", Double(total) / 1e6, "ms")
    Measure.report("  memory growth", Double(peak - before) / 1024, "MiB", 90)
    print("  \(pair.sent) bytes sent, \(pair.rib.attributeSetCount) sets")
  }

  /// The same prefixes from ten peers: decisions among many.
  private static func second(count: Int) {
    let pair = Pair()
    let feed = Feed(prefixes: count / 5, perMessage: 4)
    let peers = [pair.feeder] + (0..<9).map { pair.add(UInt32(10 + $0), as: 64601) }
    let before = Measure.resident
    let start = Measure.cpu
    for peer in peers {
      feed.each { _ = pair.rib.receive($0, from: peer, at: .zero) }
      while pair.rib.process(limit: 1 << 16) { pair.drain() }
      pair.drain()
    }
    Measure.report("ten feeds of the same \(count / 5)", Double(Measure.cpu - start) / Double(10 * count / 5), "ns/path")
    Measure.report("  memory growth", Double(Measure.resident - before) / 1024, "MiB")
    let fall = Measure.cpu
    pair.rib.sessionDown(pair.feeder, retainStale: false)
    while pair.rib.process(limit: 1 << 16) { pair.drain() }
    pair.drain()
    Measure.report("  the best feed dies", Double(Measure.cpu - fall) / 1e6, "ms")
  }
}

/// A RIB with an eBGP feeder and an eBGP receiver.
final class Pair {
  let rib: RIB
  let feeder: PeerIndex
  let receiver: PeerIndex
  private(set) var sent = 0
  private let places = UnsafeMutableBufferPointer<iovec>.allocate(capacity: 64)

  init() {
    var configuration = RIBConfiguration(localAS: ASNumber(64512), routerID: RouterID(0x0A00_0001), hashSeed: 0x1234_5678_9ABC_DEF0)
    configuration.exportsToKernel = false
    rib = RIB(configuration: configuration)
    rib.setConnected(
      ["10.0.0.0/24", "fd00::/64"].compactMap { IPPrefix($0) }.map { ConnectedRoute(prefix: $0, interfaceIndex: 2, interface: "eth0") })
    feeder = Self.add(rib, 1, as: 64601)
    receiver = Self.add(rib, 2, as: 64602)
  }

  deinit { places.deallocate() }

  func add(_ number: UInt32, as asNumber: UInt32) -> PeerIndex { Self.add(rib, number, as: asNumber) }

  private static func add(_ rib: RIB, _ number: UInt32, as asNumber: UInt32) -> PeerIndex {
    var peer = RIBPeer(
      name: "peer-\(number)", address: .v4(IPv4Address(0x0A00_0000 + number)), routerID: RouterID(0x0A00_0000 + number),
      context: UpdateContext(peerType: .external, peerAS: ASNumber(asNumber)))
    peer.filters = [BuiltInFilter.acceptAll.definition]
    peer.localIPv4 = IPv4Address("10.0.0.250")
    peer.localIPv6 = IPv6Address("fd00::250")
    let index = rib.add(peer) ?? .local
    rib.sessionUp(index, peer)
    return index
  }

  /// Every peer takes all that waits for it.
  func drain() {
    for peer in rib.takePeersWithOutput() {
      while true {
        let filled = rib.output(for: peer, into: places)
        if filled == 0 { break }
        let bytes = places[..<filled].reduce(0) { $0 + $1.iov_len }
        rib.consumed(bytes, by: peer)
        if peer == receiver { sent += bytes }
      }
    }
  }
}
