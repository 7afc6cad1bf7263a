import Foundation
import NetTypes
import Nftables
import PolicyEnforcement
import PolicyEvaluator
import Resources
import Testing

/// What the evaluator says is what the kernel does: random flows over random policies, in both.
struct AgreementTests {
  /// Flows in all; more for a long run.
  static let flows = ProcessInfo.processInfo.environment["APUS_FLOWS"].flatMap { Int($0) } ?? 4500
  static let flowsOfCluster = 150

  @Test("the ruleset decides as the evaluator does, by the same rule")
  func agreement() throws {
    var counts: [String: Int] = [:]
    for seed in 1...max(1, Self.flows / Self.flowsOfCluster) { try Self.compare(seed: seed, &counts) { $0 } }
    #expect(counts["allow", default: 0] > 500 && counts["deny", default: 0] > 500, "the flows show too little: \(counts)")
  }

  @Test("so does what the kernel has made of it", .enabled(if: Kernel.isAvailable, Kernel.reason))
  func kernel() throws {
    var counts: [String: Int] = [:]
    for seed in 1...max(3, Self.flows / 30000) { try Self.compare(seed: seed, &counts) { try Kernel.list(after: [$0]) } }
  }

  private static func compare(seed: Int, _ counts: inout [String: Int], listing: (String) throws -> String) throws {
    var cluster = RandomCluster(seed: seed)
    let comparison = try VerdictComparison(cluster, listing: listing)
    for _ in 0..<Self.flowsOfCluster {
      let family: AddressFamily = cluster.random.chance(60) ? .ipv4 : .ipv6
      let (source, destination) = (cluster.party(family), cluster.party(family))
      let flow = cluster.flow(source, destination)
      for difference in try comparison.compare(flow, source, destination, &counts) { Issue.record("seed \(seed): \(difference)") }
    }
  }
}
