import NetTypes
import Nftables
import PolicyEnforcement
import Resources
import Testing

/// A plan that follows workloads is the plan of the changed model.
struct LivePlanTests {
  @Test("after every random change of a workload the plan is that of the model, and the change leads to it", arguments: 1...4)
  func workloads(seed: Int) throws {
    var cluster = RandomCluster(seed: seed)
    var live = try LivePlan(cluster.model, for: cluster.view("n1"))
    var elementsOnly = 0
    for step in 0..<25 {
      let before = live.plan
      let change = try cluster.changeWorkload(&live)
      let expected = try RulesetPlanner.plan(live.model, for: live.view)
      #expect(live.plan == expected, "seed \(seed) step \(step)")
      #expect(change == RulesetChange(from: before, to: expected), "seed \(seed) step \(step)")
      if change.isElementsOnly { elementsOnly += 1 }
    }
    #expect(elementsOnly > 3, "seed \(seed): \(elementsOnly)")
  }

  @Test(
    "the kernel follows a live plan by elements and differences", .enabled(if: Kernel.isAvailable, Kernel.reason), arguments: [1, 2])
  func kernel(seed: Int) throws {
    try Namespace.inside {
      var cluster = RandomCluster(seed: seed)
      var live = try LivePlan(cluster.model, for: cluster.view("n1"))
      let table = try NftablesTable()
      try table.replace(with: live.plan)
      for _ in 0..<12 { try table.apply(cluster.changeWorkload(&live), giving: live.plan) }
      let incremental = try TableTests.contents()
      try table.replace(with: live.plan)
      #expect(try TableTests.contents() == incremental)
    }
  }
}

extension RandomCluster {
  /// A workload comes, goes or changes.
  mutating func changeWorkload(_ live: inout LivePlan) throws -> RulesetChange {
    var workload = random.pick(live.model.workloads)
    switch Int.random(in: 0..<5, using: &random) {
    case 0 where live.model.workloads.count > 4: return try live.remove(workload.qualifiedName)
    case 1:
      workload.name += "c"
      workload.addresses = workload.addresses.isEmpty ? [] : [Self.address("10.0.1.\(Int.random(in: 0..<200, using: &random))")]
    case 2: workload.addresses = [Self.address("10.0.2.\(Int.random(in: 0..<3, using: &random))")]
    case 3:
      workload.labels["role"] = random.pick(["web", "db"])
      workload.podLabels?["role"] = workload.labels["role"]
    default: workload.ports = [WorkloadPort(name: "http", port: random.pick([80, 81, 82]))]
    }
    return try live.update(workload, interface: workload.node == "n1" ? Self.interface(workload) : nil)
  }
}
