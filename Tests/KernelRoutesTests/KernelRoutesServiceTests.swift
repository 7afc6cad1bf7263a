import Glibc
import NetTypes
import Testing

@testable import KernelRoutes

/// Against the real kernel, each test in a network namespace of its own.
@Suite("kernel thread", .serialized, .enabled(if: Namespace.isAvailable, Comment(rawValue: Namespace.reason)))
struct KernelRoutesServiceTests {
  let namespace: Namespace

  init() throws { namespace = try Namespace() }

  @Test("routes of both families are installed, replaced and removed: one hop, ECMP with weights, blackhole, IPv4 over IPv6, onlink")
  func forms() throws {
    let bench = try Bench(namespace)
    let heavy = KernelNextHop(gateway: try address("10.0.0.3"), interfaceIndex: nil, weight: 5)
    let index = try interfaceIndex("ve0")
    let overIPv6 = KernelNextHop(gateway: try address("fe80::77"), interfaceIndex: index)
    let onLink = KernelNextHop(gateway: try address("203.0.113.1"), interfaceIndex: index, onLink: true)
    bench.service.submit([
      try wish("10.1.0.0/16", "10.0.0.2"),
      DesiredChange(prefix: try prefix("10.2.0.0/16"), target: RouteTarget(via: [try hop("10.0.0.2"), heavy])),
      DesiredChange(prefix: try prefix("10.65.0.0/26"), target: .blackhole),
      DesiredChange(prefix: try prefix("10.4.0.0/16"), target: RouteTarget(via: [overIPv6])),
      DesiredChange(prefix: try prefix("10.5.0.0/16"), target: RouteTarget(via: [onLink])),
      try wish("fd01::/64", "fd00::2"), try wish("fd02::/64", "fd00::2", "fd00::3"),
      DesiredChange(prefix: try prefix("fd65::/122"), target: .blackhole),
      try wish("0.0.0.0/0", "10.0.0.2"),
    ])
    try bench.waitInstalled("0.0.0.0/0")
    let shown = try routes()
    for line in [
      "10.1.0.0/16 via 10.0.0.2 dev ve0 metric 2048", "nexthop via 10.0.0.3 dev ve0 weight 5", "blackhole 10.65.0.0/26 metric 2048",
      "10.4.0.0/16 via inet6 fe80::77 dev ve0 metric 2048", "10.5.0.0/16 via 203.0.113.1 dev ve0 metric 2048 onlink",
      "fd01::/64 via fd00::2 dev ve0 metric 2048", "nexthop via fd00::3 dev ve0 weight 1", "blackhole fd65::/122 dev lo metric 2048",
      "default via 10.0.0.2 dev ve0 metric 2048",
    ] { #expect(shown.contains(line), "\(line) in \(shown)") }
    bench.forget()
    // Every change of form, of one hop to several and back, and of a device's route to a blackhole: IPv6 has its own rules for each.
    bench.service.submit([
      try wish("10.1.0.0/16", "10.0.0.4", "10.0.0.5"), try wish("10.2.0.0/16", "10.0.0.6"), try wish("10.65.0.0/26"),
      try wish("fd01::/64", "fd00::4", "fd00::5"), try wish("fd02::/64", "fd00::6"), try wish("fd65::/122", "fd00::7"),
      DesiredChange(prefix: try prefix("10.4.0.0/16"), target: .blackhole), try wish("0.0.0.0/0"),
    ])
    try bench.waitRemoved("0.0.0.0/0")
    let changed = try routes()
    for line in [
      "nexthop via 10.0.0.5 dev ve0 weight 1", "10.2.0.0/16 via 10.0.0.6", "nexthop via fd00::5", "fd02::/64 via fd00::6",
      "fd65::/122 via fd00::7",
      "blackhole 10.4.0.0/16",
    ] { #expect(changed.contains(line), "\(line) in \(changed)") }
    for text in ["10.65.0.0/26", "default", "fd00::2", "fd00::3", "10.0.0.3"] { #expect(!changed.contains(text), "\(text) in \(changed)") }
    #expect(bench.service.statistics.installed == 7)
    #expect(bench.service.statistics.failed == 0)
  }

  // Packets, not lookups by RTM_GETROUTE: that one answers "unreachable" now and then while an IPv6 set is replaced, although no packet is.
  @Test("a replaced route is never missing: every packet sent during 1000 replacements finds it", arguments: ["10.1.0.0/16", "fd01::/64"])
  func noGap(_ text: String) throws {
    let bench = try Bench(namespace)
    let hops = text.hasPrefix("10") ? ["10.0.0.2", "10.0.0.3", "10.0.0.4"] : ["fd00::2", "fd00::3", "fd00::4"]
    for hop in hops { try namespace.ip("neigh add \(hop) lladdr 02:00:00:00:00:01 dev ve0") }
    bench.service.submit([try wish(text, hops[0])])
    try bench.waitInstalled(text)
    let target = try prefix(text).address
    let service = bench.service
    let forms = [try via(hops[0], hops[1]), try via(hops[1], hops[2]), try via(hops[0]), try via(hops[1])]
    let changes = try (0..<1000).map { DesiredChange(prefix: try prefix(text), target: forms[$0 % forms.count]) }
    let errors = try namespace.inside { () -> [Int32] in
      let probe = try PacketProbe(target)
      var errors: [Int32] = []
      for change in changes {
        let before = service.statistics.sent
        service.submit([change])
        let deadline = KernelLoop.now() + .seconds(2)
        repeat { errors.append(probe.send()) } while service.statistics.sent == before && KernelLoop.now() < deadline
      }
      return errors
    }
    #expect(errors.count >= 1000)
    #expect(errors.allSatisfy { $0 == 0 }, "\(Set(errors))")
  }

  @Test("routes of others are never touched; where one has our metric, ours is refused with its protocol and comes when it goes")
  func foreignRoutes() throws {
    try namespace.ip(
      "route add 10.1.0.0/16 via 10.0.0.7 proto static", "route add 10.2.0.0/16 via 10.0.0.7 proto 80 metric 2048",
      "-6 route add fd01::/64 via fd00::7 proto static", "-6 route add fd02::/64 via fd00::7 proto 80 metric 2048")
    let before = try foreignLines()
    let bench = try Bench(namespace)
    let all = ["10.1.0.0/16", "10.2.0.0/16", "fd01::/64", "fd02::/64"]
    bench.service.submit(try all.map { try wish($0, $0.hasPrefix("10") ? "10.0.0.2" : "fd00::2") })
    try bench.waitInstalled("fd01::/64")
    for text in ["10.2.0.0/16", "fd02::/64"] {
      let refusal = try bench.waitRefused(text)
      #expect(refusal.reason.contains("a route of protocol 80 for this prefix has metric 2048 already"))
      #expect(refusal.mend == "give that route another metric")
    }
    bench.service.submit(try all.map { try wish($0) })
    try bench.waitRemoved("fd02::/64")
    #expect(try foreignLines() == before)
    bench.service.submit([try wish("10.2.0.0/16", "10.0.0.2"), try wish("fd02::/64", "fd00::2")])
    _ = try bench.waitRefused("fd02::/64")
    bench.forget()
    try namespace.ip("route del 10.2.0.0/16 proto 80", "-6 route del fd02::/64 proto 80")
    try bench.waitInstalled("10.2.0.0/16")
    try bench.waitInstalled("fd02::/64")
  }

  @Test("the routes of others to a prefix are told when somebody asks")
  func foreignRoutesOnDemand() throws {
    try namespace.ip("route add 10.1.0.0/16 via 10.0.0.7 proto static", "route add 10.1.0.0/24 via 10.0.0.7 proto static")
    let bench = try Bench(namespace)
    bench.service.submit([try wish("10.1.0.0/16", "10.0.0.2")])
    try bench.waitInstalled("10.1.0.0/16")
    let service = bench.service
    let wanted = try prefix("10.1.0.0/16")
    let others = try namespace.inside { try service.foreignRoutes(to: wanted) }
    #expect(others.map(\.metric) == [0])
    #expect(others.first.map { RouteOwner.name(of: $0.protocolNumber) } == "static")
    let none = try prefix("10.2.0.0/16")
    #expect(try namespace.inside { try service.foreignRoutes(to: none) } == [])
  }

  @Test("a stop that removes routes takes all of ours out, adopted and stray ones too, and none of others")
  func removalAtStop() throws {
    try namespace.ip(
      "route add 10.7.0.0/16 via 10.0.0.2 proto 86 metric 2048", "route add 10.8.0.0/16 via 10.0.0.2 proto 86 metric 77",
      "route add 10.9.0.0/16 via 10.0.0.7 proto static")
    let bench = try Bench(namespace)
    bench.service.submit([try wish("10.1.0.0/16", "10.0.0.2"), try wish("fd01::/64", "fd00::2")])
    try bench.waitInstalled("fd01::/64")
    let before = try foreignLines()
    bench.service.stop(removingRoutes: true)
    #expect(try routes() == "")
    #expect(try foreignLines() == before && before.count == 1)
  }

  @Test("somebody else's IPv6 route that joins ours to one ECMP set survives our replacement and our removal")
  func joinedForeignRoute() throws {
    let bench = try Bench(namespace)
    bench.service.submit([try wish("fd01::/64", "fd00::2")])
    try bench.waitInstalled("fd01::/64")
    try namespace.ip("-6 route append fd01::/64 via fd00::7 proto 80 metric 2048")
    usleep(20_000)
    bench.forget()
    bench.service.submit([try wish("fd01::/64", "fd00::3")])
    try bench.waitInstalled("fd01::/64")
    let replaced = try namespace.show("-6 route show fd01::/64")
    #expect(replaced.contains("fd00::7") && replaced.contains("fd00::3") && !replaced.contains("fd00::2"), "\(replaced)")
    bench.service.submit([try wish("fd01::/64")])
    try bench.waitRemoved("fd01::/64")
    let left = try namespace.show("-6 route show fd01::/64")
    #expect(left.contains("fd00::7") && !left.contains("fd00::3"), "\(left)")
  }

  @Test("a refused route says the kernel's reason and is installed the moment the link to its next hop comes")
  func refused() throws {
    let bench = try Bench(namespace)
    bench.service.submit([try wish("10.1.0.0/16", "10.50.0.2"), try wish("fd01::/64", "fd50::2")])
    let refusal = try bench.waitRefused("10.1.0.0/16")
    #expect(refusal.reason == "Network is unreachable (Nexthop has invalid gateway)")
    #expect(refusal.mend?.contains("give it an address in the next hop's subnet") == true)
    #expect(try bench.waitRefused("fd01::/64").reason.isEmpty == false)
    #expect(bench.service.statistics.refused == 2)
    usleep(1_200_000)  // past the first repetition, so that the next by itself is two seconds away
    let start = KernelLoop.now()
    try namespace.ip("addr add 10.50.0.1/24 dev ve0", "-6 addr add fd50::1/64 dev ve0 nodad")
    try bench.waitInstalled("10.1.0.0/16")
    try bench.waitInstalled("fd01::/64")
    #expect(KernelLoop.now() - start < .milliseconds(900))
    try bench.wait(until: "no refusals") { bench.service.statistics.refused == 0 }
  }

  @Test("own routes of an earlier run are adopted, kept when wanted, and removed at the release when not")
  func adoption() throws {
    let first = try Bench(namespace)
    first.service.submit([
      try wish("10.1.0.0/16", "10.0.0.2"), try wish("10.2.0.0/16", "10.0.0.2"), try wish("fd01::/64", "fd00::2", "fd00::3"),
      try wish("fd02::/64", "fd00::2"),
    ])
    try first.waitInstalled("fd02::/64")
    first.service.stop()
    try namespace.ip("route add 10.3.0.0/16 via 10.0.0.2 proto 86 metric 77")  // of a time when another metric was configured
    let second = try Bench(namespace)
    try second.wait("four adopted") { if case .adopted(let routes) = $0 { routes.count == 4 } else { false } }
    second.service.submit([try wish("10.1.0.0/16", "10.0.0.2"), try wish("fd01::/64", "fd00::3", "fd00::2")])
    try second.waitInstalled("fd01::/64")
    #expect(second.service.statistics.sent == 0)
    #expect(try routes().contains("10.2.0.0/16"))
    second.service.releaseAdopted()
    try second.waitRemoved("10.2.0.0/16")
    try second.waitRemoved("fd02::/64")
    try second.wait(until: "the stray is gone") { try !routes().contains("10.3.0.0/16") }
    let left = try routes()
    #expect(left.contains("10.1.0.0/16 via 10.0.0.2") && left.contains("fd01::/64"))
    #expect(second.service.statistics.drift == 0)
  }

  @Test("routes that somebody deletes, replaces or adds under our number are put right and counted")
  func drift() throws {
    let bench = try Bench(namespace)
    bench.service.releaseAdopted()
    bench.service.submit([
      try wish("10.1.0.0/16", "10.0.0.2"), try wish("10.2.0.0/16", "10.0.0.2"), try wish("fd01::/64", "fd00::2", "fd00::3"),
    ])
    try bench.waitInstalled("fd01::/64")
    try namespace.ip(
      "route del 10.1.0.0/16 proto 86", "route replace 10.2.0.0/16 via 10.0.0.9 proto 86 metric 2048",
      "route add 10.3.0.0/16 via 10.0.0.9 proto 86 metric 2048", "-6 route del fd01::/64 via fd00::3 proto 86")
    try bench.wait(until: "four repairs") { bench.service.statistics.drift >= 4 }
    let shown = try routes()
    #expect(
      shown.contains("10.1.0.0/16 via 10.0.0.2") && shown.contains("10.2.0.0/16 via 10.0.0.2") && shown.contains("nexthop via fd00::3"))
    #expect(!shown.contains("10.3.0.0/16"))
  }

  @Test("IPv4 routes that the kernel drops silently with their link are noticed and come back with it")
  func silentLoss() throws {
    let bench = try Bench(namespace)
    bench.service.submit([try wish("10.1.0.0/16", "10.0.0.2%\(try interfaceIndex("ve0"))")])
    try bench.waitInstalled("10.1.0.0/16")
    bench.forget()
    try namespace.ip("link set ve0 down")
    #expect(try bench.waitRefused("10.1.0.0/16").reason.contains("Network is"))
    bench.forget()
    try namespace.ip("link set ve0 up")
    try bench.waitInstalled("10.1.0.0/16")
    #expect(try routes().contains("10.1.0.0/16 via 10.0.0.2"))
  }

  @Test("the rolling audit finds what no notification told, at its pace")
  func rollingAudit() throws {
    let bench = try Bench(namespace, KernelRoutesConfiguration(auditRound: .milliseconds(400)))
    bench.service.submit(try (0..<500).map { try wish("10.\(100 + $0 / 250).\($0 % 250).0/24", "10.0.0.2") })
    try bench.waitInstalled("10.101.249.0/24")
    let rounds = bench.service.statistics.auditRounds
    try bench.wait(until: "three rounds") { bench.service.statistics.auditRounds >= rounds + 3 }
    #expect(bench.service.statistics.drift == 0)
    #expect(bench.service.statistics.sent == 500)
  }

  @Test("lost notifications lead to a resync that finds everything: routes, links and workloads")
  func overrun() throws {
    let bench = try Bench(namespace, KernelRoutesConfiguration(eventBufferSize: 2304))
    bench.service.submit([try wish("10.1.0.0/16", "10.0.0.2")])
    bench.service.watch([WorkloadInterface(name: "cali9", addresses: [try address("10.65.0.9")])])
    try bench.waitInstalled("10.1.0.0/16")
    let script = """
      lines() { for a in $(seq 200 211); do for b in $(seq 0 249); do echo "route $1 10.$a.$b.0/24 dev ve0 proto 80"; done; done; }
      (lines add; printf '%s\\n' 'link add cali9 type veth peer name peer9' 'link set cali9 up' 'link set peer9 up' \\
        'route add 10.65.0.9 dev cali9 proto 80' 'route del 10.1.0.0/16 proto 86'; lines del) | ip -batch -
      """
    let outcome = try bench.holding { try namespace.shell(script).status }
    #expect(outcome == 0)
    try bench.wait("resync") { if case .resynced = $0 { true } else { false } }
    try bench.wait("cali9 live") { if case .workloads(let statuses) = $0 { statuses.contains { $0.isLive } } else { false } }
    try bench.wait(until: "the route is back") { try routes().contains("10.1.0.0/16") }
    #expect(bench.service.statistics.resyncs > 0)
  }

  @Test("without export nothing is written, adopted or removed, but links and on-link routes are told")
  func withoutExport() throws {
    try namespace.ip("route add 10.1.0.0/16 via 10.0.0.2 proto 86 metric 2048")
    let bench = try Bench(namespace, KernelRoutesConfiguration(export: false))
    #expect(!bench.events.contains { if case .adopted = $0 { true } else { false } })
    bench.service.releaseAdopted()
    bench.service.submit([try wish("10.2.0.0/16", "10.0.0.2")])
    let index = try interfaceIndex("ve0")
    let expected = OnLinkRoute(prefix: try prefix("10.0.0.0/24"), interfaceIndex: index, metric: 0)
    try bench.wait("10.0.0.0/24") { if case .onLinkRoutes(let added, _) = $0 { added.contains(expected) } else { false } }
    try bench.wait("10.0.0.1") {
      if case .addresses(let added, _) = $0 {
        added.contains { $0.address.description == "10.0.0.1" && $0.interfaceIndex == index }
      } else {
        false
      }
    }
    usleep(50_000)
    let shown = try routes()
    #expect(shown.contains("10.1.0.0/16") && !shown.contains("10.2.0.0/16"))
  }

  @Test("a workload is live with its interface and route, and told gone at once when the interface is deleted")
  func workload() throws {
    let bench = try Bench(namespace)
    let address = try address("10.65.0.2")
    bench.service.watch([WorkloadInterface(name: "cali1", addresses: [address])])
    try bench.wait("no interface") { $0 == .workloads([WorkloadStatus(interface: "cali1", address: address, state: .noInterface)]) }
    var latencies: [Duration] = []
    for _ in 0..<20 {
      bench.forget()
      try namespace.ip(
        "link add cali1 type veth peer name peer1", "link set peer1 up", "link set cali1 up", "route add 10.65.0.2 dev cali1 proto 80")
      try bench.wait("live") { $0 == .workloads([WorkloadStatus(interface: "cali1", address: address, state: .live)]) }
      bench.forget()
      let index = try interfaceIndex("cali1")
      let start = try namespace.inside { try LinkRemover().remove(index) }
      let told = try bench.wait("gone") { if case .workloads(let statuses) = $0 { statuses.contains { !$0.isLive } } else { false } }
      try bench.wait("removed") { if case .linkRemoved(let link) = $0 { link.name == "cali1" } else { false } }
      latencies.append(told - start)
    }
    let median = latencies.sorted()[latencies.count / 2]
    print("link deletion to callback: median \(median), worst \(latencies.max() ?? .zero)")
    #expect(median < .milliseconds(5))
  }

  @Test("tens of thousands of routes are acknowledged one by one; the rate is printed")
  func rate() throws {
    let bench = try Bench(namespace)
    let count = 50_000
    let target = try via("10.0.0.2%\(try interfaceIndex("ve0"))")
    let other = try via("10.0.0.3%\(try interfaceIndex("ve0"))", "10.0.0.4%\(try interfaceIndex("ve0"))")
    let prefixes = (0..<count).map { IPPrefix(IPv4Address(0x1400_0000 + UInt32($0) << 8), length: 24) }
    func measure(_ what: String, _ target: RouteTarget?, _ installed: Int) throws {
      let start = KernelLoop.now()
      let before = bench.service.statistics.sent
      bench.service.submit(prefixes.map { DesiredChange(prefix: $0, target: target) })
      try bench.wait(until: what, seconds: 60) { bench.service.statistics.sent == before + count }
      let seconds = (KernelLoop.now() - start) / .seconds(1)
      print("\(what): \(Int(Double(count) / seconds)) routes/s")
      #expect(bench.service.statistics.installed == installed)
    }
    try measure("added", target, count)
    try measure("replaced by ECMP", other, count)
    try measure("deleted", nil, 0)
    #expect(bench.service.statistics.failed == 0)
    #expect(bench.service.statistics.resyncs == 0)
  }

  // MARK: what the namespace has

  func interfaceIndex(_ name: String) throws -> UInt32 {
    let text = try namespace.shell("ip -o link show \(name) | cut -d: -f1").output
    guard let index = UInt32(text.filter { $0.isNumber }) else { throw BadText(text: "index of \(name): \(text)") }
    return index
  }

  /// Our routes of both families, one line a hop, single spaces.
  func routes() throws -> String {
    let text = try namespace.show("route show proto 86") + namespace.show("-6 route show proto 86")
    return text.split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }.joined(separator: "\n")
  }

  func foreignLines() throws -> [Substring] {
    let text = try namespace.show("route show") + namespace.show("-6 route show")
    return text.split(separator: "\n").filter { $0.contains("proto static") || $0.contains("proto 80") }
  }
}

/// Sends packets to an address; a missing route shows as the error of sendto(2).
private final class PacketProbe {
  private let descriptor: Int32
  private var storage = sockaddr_storage()
  private let length: socklen_t

  init(_ target: IPAddress) throws {
    let octets = target.octets
    descriptor = socket(target.family == .ipv4 ? AF_INET : AF_INET6, Int32(SOCK_DGRAM.rawValue), 0)
    length = socklen_t(target.family == .ipv4 ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size)
    withUnsafeMutableBytes(of: &storage) { bytes in
      bytes.storeBytes(of: sa_family_t(target.family == .ipv4 ? AF_INET : AF_INET6), as: sa_family_t.self)
      bytes.storeBytes(of: UInt16(9).bigEndian, toByteOffset: 2, as: UInt16.self)
      for (index, octet) in octets.enumerated() { bytes[(target.family == .ipv4 ? 4 : 8) + index] = octet }
    }
    guard descriptor >= 0 else { throw BadText(text: "socket: \(errno)") }
  }

  deinit { close(descriptor) }

  /// 0, or the error number.
  func send() -> Int32 {
    withUnsafePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { sendto(descriptor, "x", 1, 0, $0, length) < 0 ? errno : 0 }
    }
  }
}

/// Deletes a link by its index; says when the request was sent.
private struct LinkRemover {
  let socket: NetlinkSocket

  init() throws { socket = try NetlinkSocket(receiveBuffer: 1 << 16) }

  func remove(_ index: UInt32) throws -> MonotonicTime {
    var writer = NetlinkWriter()
    writer.message(MessageKind.deleteLink, .request, sequence: 1) { writer in
      for value in [0, index, 0, 0] { writer.append(value) }
    }
    let start = KernelLoop.now()
    guard socket.send(writer.bytes) == nil else { throw BadText(text: "link deletion") }
    return start
  }
}
