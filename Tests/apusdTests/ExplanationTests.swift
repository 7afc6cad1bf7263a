import BGPRIB
import BGPWire
import ControlAPI
import KernelRoutes
import NetTypes
import Testing

@testable import apusd

@Suite("Why a route is as it is, in the API's words")
struct ExplanationTests {
  /// A RIB with an own block and a learned route, as it explains a prefix.
  private func explanation(of text: String, exportsToKernel: Bool) throws -> RouteExplanation {
    var configuration = RIBConfiguration(localAS: ASNumber(64512), routerID: RouterID(1), hashSeed: 7)
    configuration.exportsToKernel = exportsToKernel
    configuration.maximumPrefixes = 1 << 12
    configuration.maximumPathCount = 1 << 12
    let rib = RIB(configuration: configuration)
    rib.originate(LocalRoute(prefix: try prefix("10.65.0.0/26"), kind: .block, name: "blocks[0]"))
    rib.originate(LocalRoute(prefix: try prefix("10.65.9.9/32"), kind: .workload, name: "stars/one"))
    while rib.process(limit: 100) {}
    return try #require(rib.explain(try prefix(text)))
  }

  private func prefix(_ text: String) throws -> IPPrefix { try #require(IPPrefix(text)) }

  private func kernelStep(_ text: String, exportsToKernel: Bool) throws -> String? {
    let found = try explanation(of: text, exportsToKernel: exportsToKernel)
    return Explanation(found, names: [:], to: nil, exportsToKernel: exportsToKernel, ClockPair()).steps.first { $0.stage == .kernel }?.text
  }

  @Test("a block has its blackhole whether learned routes are installed or not", arguments: [true, false])
  func block(exports: Bool) throws {
    #expect(try kernelStep("10.65.0.0/26", exportsToKernel: exports) == "blackhole for an own block, not confirmed yet")
  }

  @Test("a workload's route in the kernel is not ours", arguments: [true, false])
  func workload(exports: Bool) throws {
    let step = try kernelStep("10.65.9.9/32", exportsToKernel: exports)
    #expect(step == "nothing to install: it is an own workload, whose route is made by what connects it")
  }

  @Test("whether the kernel has a way to an own workload is told as it is")
  func wayToWorkload() throws {
    let host = try prefix("10.65.9.9/32")
    let route = KernelRoute(prefix: host, target: .blackhole, table: 254, protocolNumber: 4, metric: 5)
    let found = NodeBackend.wayToWorkload(host, routes: [route])
    #expect(found.outcome == .pass && found.text == "the kernel has a route of static to it (metric 5)")
    let none = NodeBackend.wayToWorkload(host, routes: [])
    #expect(none.outcome == .note && none.text == "the kernel has no route to 10.65.9.9/32 itself: packets follow the next wider route")
    #expect(none.mend?.contains("ip route get 10.65.9.9") == true)
  }

  @Test("a path that is kept from a session that is gone is called stale")
  func stale() throws {
    var found = try explanation(of: "10.65.9.9/32", exportsToKernel: true)
    let clock = ClockPair()
    func paths() -> [String] { Explanation(found, names: [:], to: nil, exportsToKernel: true, clock).steps.map(\.text) }
    #expect(!paths().contains { $0.contains("stale") })
    found.paths[0].isStale = true
    #expect(paths().contains { $0.contains("only path; stale: its session is gone") })
  }

  @Test("a step is put behind the last one of its stage, or at the end")
  func insert() {
    var answer = Explanation(
      subject: "x", positive: true, summary: "", steps: [.init(.kernel, .pass, "a"), .init(.kernel, .pass, "b"), .init(.sent, .pass, "c")])
    answer.insert(.init(.kernel, .note, "d"))
    answer.insert(.init(.history, .note, "e"))
    #expect(answer.steps.map(\.text) == ["a", "b", "d", "c", "e"])
  }
}
