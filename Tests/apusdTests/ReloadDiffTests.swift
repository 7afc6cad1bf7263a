import ControlAPI
import NetTypes
import Resources
import Testing

@testable import apusd

@Suite("What a reload is said to change")
struct ReloadDiffTests {
  private static let peer = "    - { name: tor-1, peerIP: 10.0.0.1, asNumber: 64513 }"
  private static let other = "    - { name: tor-2, peerIP: 10.0.0.2, asNumber: 64514 }"

  private func diff(_ old: (text: String, bgp: String), _ new: (text: String, bgp: String)) throws -> ReloadDiff {
    ReloadDiff(
      file: "apus.yaml", applied: false, old: try Configuration.load(old.text, bgp: old.bgp),
      new: try Configuration.load(new.text, bgp: new.bgp), problems: [])
  }

  private func peers(_ lines: String...) -> String { "  peers:\n" + lines.joined(separator: "\n") }

  @Test("the same configuration is no change")
  func same() throws {
    #expect(try diff(("", peers(Self.peer)), ("", peers(Self.peer))).changes == [])
  }

  @Test("peers come and go, and only one that goes costs a session")
  func comeAndGo() throws {
    let change = try diff(("", peers(Self.peer)), ("", peers(Self.other)))
    #expect(change.changes.map(\.subject).sorted() == ["peer tor-1", "peer tor-2"])
    #expect(change.changes.first { $0.subject == "peer tor-1" }?.effect == .reset)
    #expect(change.changes.first { $0.subject == "peer tor-2" }?.action == .add)
    #expect(change.resets == 1)
  }

  @Test("the worst of several fields is the effect, and each field has its values")
  func fields() throws {
    let changed = "    - { name: tor-1, peerIP: 10.0.0.1, asNumber: 64515, passive: true }"
    let change = try #require(try diff(("", peers(Self.peer)), ("", peers(changed))).changes.first)
    #expect(change.effect == .reset)
    #expect(change.fields.map(\.field) == ["asNumber", "passive"])
    #expect(change.fields.first?.new == "64515")
    #expect(change.why == "needs a new session")
  }

  @Test("another AS of the node names each session that it costs")
  func nodeWide() throws {
    let old = try Configuration.load("", bgp: peers(Self.peer, Self.other))
    var new = old
    new.bgp.asNumber = ASNumber(64600)
    let change = ReloadDiff(file: "f", applied: true, old: old, new: new, problems: [])
    #expect(change.resets == 2)
    #expect(change.changes.first?.subject == "bgp.asNumber")
    #expect(change.changes.last?.why == "a setting of the node changes")
  }

  @Test(
    "what a setting takes is said",
    arguments: [
      ("kernel: { export: false }", "kernel.export", ReloadDiff.Effect.reevaluate), ("kernel: { table: 100 }", "kernel.table", .restart),
      ("blocks: [ 10.65.0.0/26 ]", "block 10.65.0.0/26", .none),
      ("workloads: [ { name: one, addresses: [ 10.65.0.2 ] } ]", "workload default/one", .none),
    ])
  func settings(text: String, subject: String, effect: ReloadDiff.Effect) throws {
    let changes = try diff(("", ""), (text, "")).changes
    #expect(changes.first { $0.subject == subject }?.effect == effect, "\(changes.map(\.subject))")
  }

  @Test("what needs a restart is named apart from what is applied, and is a condition until the daemon is started with it")
  func awaitingRestart() throws {
    let old = try Configuration.load("")
    let new = try Configuration.load("kernel: { table: 100, protocol: 87 }\nworkloads: [ { name: one, addresses: [ 10.65.0.2 ] } ]")
    let diff = ReloadDiff(file: "f", applied: true, old: old, new: new, problems: [])
    #expect(diff.summary == "1 change, 0 session resets; kernel.table, kernel.protocol need a restart of apusd")
    #expect(ReloadDiff(file: "f", applied: true, old: new, new: new, problems: []).summary == "0 changes, 0 session resets")
    let conditions = StatusReport.Condition.awaitingRestart(new, startedWith: old)
    #expect(conditions.map(\.subject) == ["kernel.table", "kernel.protocol"])
    #expect(conditions.last?.why == "87 takes effect when apusd is started again, 86 is in force")
    #expect(StatusReport.Condition.awaitingRestart(old, startedWith: old) == [], "changed back")
  }
}
