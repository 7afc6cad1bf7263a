import Foundation
import NetTypes
import Nftables
import PolicyEnforcement
import Resources
import Testing

/// The kernel's table follows plans, and nothing else.
@Suite(.enabled(if: Kernel.isAvailable, Kernel.reason))
struct TableTests {
  /// What the kernel holds, one line for each object, without handles and counts, and sets in order.
  static func contents(_ command: String = "nft -n -j list table inet apus") throws -> [String] {
    let text = try Namespace.shell(command)
    let top = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let list = try #require(top?["nftables"] as? [[String: Any]])
    let lines = try list.filter { $0["metainfo"] == nil }.enumerated().map { number, entry in
      let text = try line(entry)
      // Rules stand in the order of their chain; everything else may be listed in any.
      return entry["rule"] == nil ? text : "\(text) \(number)"
    }
    return renumbered(lines.sorted())
  }

  private static func renumbered(_ lines: [String]) -> [String] {
    lines.map { line in line.hasPrefix("{\"rule\"") ? String(line[..<(line.lastIndex(of: " ") ?? line.endIndex)]) : line }
  }

  private static func line(_ entry: [String: Any]) throws -> String {
    let plain = try stripped(entry)
    return String(decoding: try JSONSerialization.data(withJSONObject: plain, options: [.sortedKeys]), as: UTF8.self)
  }

  private static func stripped(_ value: Any) throws -> Any {
    if let object = value as? [String: Any] {
      var object = object.filter { !["handle", "packets", "bytes"].contains($0.key) }
      for (key, inner) in object { object[key] = try stripped(inner) }
      if let elements = object["elem"] as? [Any] {
        object["elem"] = try elements.map {
          String(decoding: try JSONSerialization.data(withJSONObject: $0, options: [.sortedKeys, .fragmentsAllowed]), as: UTF8.self)
        }.sorted()
      }
      return object
    }
    if let list = value as? [Any] { return try list.map(stripped) }
    return value
  }

  @Test("after random edits the kernel holds what a fresh table of the same plan would", arguments: 1...3)
  func edits(seed: Int) throws {
    try Namespace.inside {
      var cluster = RandomCluster(seed: seed)
      let table = try NftablesTable()
      var ways: Set<NftablesTable.Way> = []
      for _ in 0..<7 {
        cluster.edit()
        ways.insert(try table.apply(RulesetPlanner.plan(cluster.model, for: cluster.view("n1"))))
        let incremental = try Self.contents()
        let plan = try #require(table.plan)
        let fresh = try NftablesTable(name: "fresh")
        try fresh.replace(with: plan)
        let expected = try Self.contents("nft -n -j list table inet fresh | sed 's/\"fresh\"/\"apus\"/g'")
        try fresh.remove()
        #expect(incremental == expected, "seed \(seed)")
      }
      #expect(ways.isSuperset(of: [.everything, .elements, .difference]), "\(ways)")
    }
  }

  @Test("a new endpoint of a known kind is elements only")
  func newEndpoint() throws {
    try Namespace.inside {
      var cluster = RandomCluster(seed: 1)
      let table = try NftablesTable()
      try table.apply(RulesetPlanner.plan(cluster.model, for: cluster.view("n1")))
      var copy = try #require(cluster.model.workloads.first { $0.node == "n1" && $0.labels["role"] != nil })
      copy.name = "copy"
      copy.addresses = [RandomCluster.address("10.0.0.77"), RandomCluster.address("fd00::77")]
      cluster.model.workloads.append(copy)
      #expect(try table.apply(RulesetPlanner.plan(cluster.model, for: cluster.view("n1"))) == .elements)
      #expect(try Namespace.shell("nft list map inet apus to4").contains("10.0.0.77"))
      #expect(try table.apply(RulesetPlanner.plan(cluster.model, for: cluster.view("n1"))) == .nothing)
    }
  }

  @Test("what others do to the table is noticed and mended; their own tables stay")
  func foreign() throws {
    try Namespace.inside {
      let cluster = RandomCluster(seed: 2)
      let plan = try RulesetPlanner.plan(cluster.model, for: cluster.view("n1"))
      let table = try NftablesTable()
      try table.apply(plan)
      try Namespace.shell("nft add table inet other; nft add chain inet other c")
      #expect(!table.hasForeignChange(), "neither our own change nor another table")
      for insult in ["nft flush ruleset", "nft flush chain inet apus egress", "nft delete table inet apus", "nft flush map inet apus to4"] {
        try Namespace.shell(insult)
        #expect(table.hasForeignChange(), "\(insult)")
        #expect(try table.apply(plan) == .everything)
        #expect(!table.hasForeignChange())
        #expect(try Self.contents().count > plan.chains.count)
        try Namespace.shell("nft add table inet other; nft list table inet other")
      }
    }
  }

  @Test("elements that cannot be changed because the table is gone bring all of it back")
  func goneUnseen() throws {
    try Namespace.inside {
      var cluster = RandomCluster(seed: 3)
      let table = try NftablesTable()
      try table.apply(RulesetPlanner.plan(cluster.model, for: cluster.view("n1")))
      try Namespace.shell("nft flush ruleset")
      cluster.model.workloads[0].addresses = [RandomCluster.address("10.0.0.78")]
      #expect(try table.apply(RulesetPlanner.plan(cluster.model, for: cluster.view("n1"))) == .everything)
    }
  }

  @Test("a refused transaction leaves the older rules in force")
  func refused() throws {
    try Namespace.inside {
      let cluster = RandomCluster(seed: 4)
      let table = try NftablesTable()
      let plan = try RulesetPlanner.plan(cluster.model, for: cluster.view("n1"))
      try table.apply(plan)
      let before = try Self.contents()
      var broken = plan
      broken.chains["egress"]?.rules.append(ChainRule([], [.verdict(.jump("no-such-chain"))]))
      #expect(throws: NftablesFailure.self) { try table.apply(broken) }
      #expect(try Self.contents() == before)
      #expect(try table.apply(plan) == .everything, "what the kernel holds is not taken for granted after that")
    }
  }
}
