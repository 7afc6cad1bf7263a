import NetTypes
import Resources
import Testing

@Suite("What a change costs")
struct ConfigurationDiffTests {
  /// A line that replaces or follows another in the file, and what must follow from it.
  struct Row: CustomTestStringConvertible {
    let from: String
    let to: String
    let field: String
    let effect: FieldChange.Effect
    let resets: [String]

    init(_ from: String, _ to: String, _ field: String, _ effect: FieldChange.Effect, _ resets: [String] = []) {
      (self.from, self.to, self.field, self.effect, self.resets) = (from, to, field, effect, resets)
    }

    var testDescription: String { "\(from) becomes \(to)" }
  }

  static let text = """
    bgp:
      asNumber: 64512
      routerID: 10.0.0.11
      routeReflectorClusterID: 10.0.0.11
      holdTime: 90
      peers:
        - { name: a, peerIP: 10.0.0.1, asNumber: 64513, holdTime: 30 }
        - { name: b, peerIP: 10.0.0.2, asNumber: 64512 }
        - { name: c, peerRange: 10.1.0.0/24, asNumber: 64512 }
      filters:
        - { name: f, exportV4: [ { action: Accept } ] }
    workloads:
      - { name: w, addresses: [ 10.65.0.2 ] }
    blocks: [ 10.65.0.0/26 ]
    log: { level: info }
    """

  private static func load(_ text: String) throws -> NodeConfiguration {
    let files = FileTable(contents: ["apus.yaml": text], variables: ["KEY": "secret", "OTHER": "other"])
    return try #require(files.load().configuration)
  }

  static let peerRows = [
    Row("peerIP: 10.0.0.1", "peerIP: 10.0.0.9", "peerIP", .reset, ["a"]),
    Row("peerIP: 10.0.0.1", "peerIP: \"10.0.0.1:1790\"", "peerIP", .reset, ["a"]),
    Row("64513", "64514", "asNumber", .reset, ["a"]),
    Row("64513", "64513, localASNumber: 64999", "localASNumber", .reset, ["a"]),
    Row("64513", "64513, password: { env: KEY }", "password", .reset, ["a"]),
    Row("64513", "64513, sourceAddress: 10.0.0.11", "sourceAddress", .reset, ["a"]),
    Row("64513", "64513, ttlSecurity: 1", "ttlSecurity", .reset, ["a"]),
    Row("64513", "external", "asNumber", .immediate),
    Row("64513", "64513, localASNumber: 64512", "localASNumber", .immediate),
    Row("64513", "64513, families: [ ipv4, ipv6 ]", "families", .reset, ["a"]),
    Row("64513", "64513, addPath: both", "addPath", .reset, ["a"]),
    Row("64513", "64513, addPath: { send: best-2 }", "addPath", .reset, ["a"]),
    Row("64513", "64513, role: customer", "role", .reset, ["a"]),
    Row("holdTime: 30", "holdTime: 31", "holdTime", .nextSession),
    Row("64513", "64513, sendHoldTime: 60", "sendHoldTime", .nextSession),
    Row("64513", "64513, gracefulRestart: false", "gracefulRestart", .nextSession),
    Row("64513", "64513, passive: true", "passive", .immediate),
    Row("64513", "64513, bfd: true", "bfd", .nothing),
    Row("64513", "64513, reachableBy: 10.0.0.254", "reachableBy", .nothing),
    Row("64513", "64513, filters: [ f ]", "filters", .reevaluation),
    Row("64513", "64513, nextHopMode: Self", "nextHopMode", .reevaluation),
    Row("64513", "64513, identity: accept", "identity", .nothing),
    Row("64513", "64513, numAllowedLocalASNumbers: 1", "numAllowedLocalASNumbers", .reevaluation),
    Row("64513", "64513, prefixLimit: { maximum: 10 }", "prefixLimit", .immediate),
  ]

  @Test("a peer's field costs at most its own session", arguments: peerRows)
  func peerField(_ row: Row) throws {
    let old = try Self.load(Self.text)
    let new = try Self.load(Self.text.replacing(row.from, with: row.to))
    let diff = ConfigurationDiff.between(old, new)
    #expect(diff.peers.map(\.name) == ["a"])
    #expect(diff.peers.first?.kind == .changed)
    #expect(diff.peers.first?.fields.map(\.field) == [row.field])
    #expect(diff.peers.first?.fields.map(\.effect) == [row.effect])
    #expect(diff.resetPeers == row.resets)
    #expect(diff.settings == [] && diff.filters == [] && diff.workloads == [] && diff.blocks == [] && !diff.needsRestart)
  }

  /// What a change costs depends on what it is a change from and to.
  static let directedRows = [
    Row("password: { env: KEY }", "password: { env: OTHER }", "password", .immediate),
    Row("password: { env: KEY }, ", "", "password", .reset, ["a"]),
    Row("asNumber: 64513", "asNumber: external", "asNumber", .immediate),
    Row("asNumber: external", "asNumber: 64514", "asNumber", .reset, ["e"]),
    Row("2, asNumber: 64512", "2, asNumber: internal", "asNumber", .immediate),
    Row("2, asNumber: 64512", "2, asNumber: external", "asNumber", .reset, ["b"]),
    Row("localASNumber: 64999", "localASNumber: 64998", "localASNumber", .reset, ["l"]),
    Row("ttlSecurity: 1", "ttlSecurity: 2", "ttlSecurity", .reset, ["a"]),
    Row("10.1.0.0/24", "10.1.0.0/16", "peerIP", .immediate),
    Row("10.1.0.0/24", "10.1.0.0/25", "peerIP", .reset, ["c"]),
    Row("enabled: true", "enabled: false", "enabled", .reset, ["a"]),
    Row("enabled: false", "enabled: true", "enabled", .immediate),
    Row("asNumber: 64600", "asNumber: 64601", "asNumber", .nextSession),
    Row("addPath: send", "addPath: { send: ecmp }", "addPath", .reevaluation),
    Row("addPath: send", "addPath: both", "addPath", .reset, ["b"]),
    Row("addPath: send", "addPath: none", "addPath", .reset, ["b"]),
    Row("gracefulRestart: true", "gracefulRestart: { selectionDeferralTime: 9 }", "gracefulRestart", .restart),
    Row("gracefulRestart: true", "gracefulRestart: { restartTime: 9 }", "gracefulRestart", .nextSession),
  ]

  static let directedText = """
    bgp:
      asNumber: 64512
      routerID: 10.0.0.11
      peers:
        - { name: a, peerIP: 10.0.0.1, asNumber: 64513, password: { env: KEY }, ttlSecurity: 1, enabled: true }
        - { name: b, peerIP: 10.0.0.2, asNumber: 64512, gracefulRestart: true, addPath: send }
        - { name: c, peerRange: 10.1.0.0/24, asNumber: 64700 }
        - { name: d, peerIP: 10.0.0.4, asNumber: 64600, enabled: false }
        - { name: e, peerIP: 10.0.0.5, asNumber: external }
        - { name: l, peerIP: 10.0.0.6, asNumber: 64800, localASNumber: 64999 }
    """

  @Test("the cost of a change follows from what it is a change from and to", arguments: directedRows)
  func directed(_ row: Row) throws {
    let diff = ConfigurationDiff.between(
      try Self.load(Self.directedText), try Self.load(Self.directedText.replacing(row.from, with: row.to, maxReplacements: 1)))
    let change = try #require(diff.peers.first)
    #expect(diff.peers.count == 1)
    #expect(change.fields.map(\.field) == [row.field])
    #expect(change.fields.map(\.effect) == [row.effect])
    #expect(diff.resetPeers == row.resets)
  }

  @Test("our AS and router ID reset who sees them, and no peer that is kept down")
  func resetByNode() throws {
    let old = try Self.load(Self.directedText)
    let otherAS = try Self.load(Self.directedText.replacing("asNumber: 64512\n  routerID", with: "asNumber: 64900\n  routerID"))
    #expect(ConfigurationDiff.between(old, otherAS).resetPeers == ["a", "b", "c", "e"])
    let otherID = try Self.load(Self.directedText.replacing("10.0.0.11", with: "10.0.0.12"))
    #expect(ConfigurationDiff.between(old, otherID).resetPeers == ["a", "b", "c", "e", "l"])
  }

  static let settingRows = [
    Row("routerID: 10.0.0.11", "routerID: 10.0.0.12", "bgp.routerID", .reset, ["a", "b", "c"]),
    Row("holdTime: 90", "holdTime: 60", "bgp.holdTime", .nextSession),
    Row("routeReflectorClusterID: 10.0.0.11", "routeReflectorClusterID: 10.0.0.1", "bgp.routeReflectorClusterID", .reevaluation),
    Row("  holdTime: 90", "  holdTime: 90\n  clientToClientReflection: false", "bgp.clientToClientReflection", .reevaluation),
    Row("  holdTime: 90", "  holdTime: 90\n  gracefulRestart: false", "bgp.gracefulRestart", .nextSession),
    Row("  holdTime: 90", "  holdTime: 90\n  multipath: 1", "bgp.multipath", .reevaluation),
    Row("  holdTime: 90", "  holdTime: 90\n  listen: []", "bgp.listen", .immediate),
    Row("  holdTime: 90", "  holdTime: 90\n  listenPort: 1790", "bgp.listenPort", .immediate),
    Row("log: { level: info }", "log: { level: debug }", "log.level", .restart),
    Row("log:", "kernel: { export: false }\nlog:", "kernel.export", .reevaluation),
    Row("log:", "kernel: { table: 100 }\nlog:", "kernel.table", .restart),
    Row("log:", "advertiseWorkloads: always\nlog:", "advertiseWorkloads", .reevaluation),
    Row("log:", "policy: { enforcement: none }\nlog:", "policy.enforcement", .immediate),
    Row("log:", "node: { labels: { rack: r1 } }\nlog:", "node.labels", .immediate),
    Row("log:", "node: { name: other }\nlog:", "node.name", .nextSession),
    Row("log:", "store: { sqlite: /x }\nlog:", "store.sqlite", .restart),
    Row("log:", "api: { http: \"\" }\nlog:", "api.http", .restart),
    Row("log:", "api: { tokenFile: /t }\nlog:", "api.tokenFile", .restart),
    Row("log:", "policy: { identity: { attribute: 200 } }\nlog:", "policy.identity.attribute", .nothing),
    Row("  holdTime: 90", "  holdTime: 90\n  gracefulRestart: { longLivedStaleTime: 9 }", "bgp.gracefulRestart", .nothing),
  ]

  @Test("a setting of the node resets sessions only when every OPEN would differ", arguments: settingRows)
  func setting(_ row: Row) throws {
    let diff = ConfigurationDiff.between(try Self.load(Self.text), try Self.load(Self.text.replacing(row.from, with: row.to)))
    #expect(diff.settings.map(\.field) == [row.field])
    #expect(diff.settings.map(\.effect) == [row.effect])
    #expect(diff.resetPeers == row.resets)
    #expect(diff.needsRestart == (row.effect == .restart))
    #expect(diff.filters == [] && diff.workloads == [] && diff.blocks == [])
  }

  @Test("another AS of our own resets everything")
  func ownAS() throws {
    let new = try Self.load(Self.text.replacing("asNumber: 64512\n  routerID", with: "asNumber: 64999\n  routerID"))
    let diff = ConfigurationDiff.between(try Self.load(Self.text), new)
    #expect(diff.settings == [FieldChange(field: "bgp.asNumber", old: "64512", new: "64999", effect: .reset)])
    #expect(diff.resetPeers == ["a", "b", "c"])
  }

  @Test("adding and removing a peer touches no other")
  func addAndRemove() throws {
    let old = try Self.load(Self.text)
    let new = try Self.load(Self.text.replacing("name: b, peerIP: 10.0.0.2", with: "name: d, peerIP: 10.0.0.4"))
    let diff = ConfigurationDiff.between(old, new)
    #expect(diff.peers == [PeerChange(name: "b", kind: .removed), PeerChange(name: "d", kind: .added)])
    #expect(diff.resetPeers == ["b"])
  }

  @Test("filters, workloads and blocks cost no session")
  func routesOnly() throws {
    let text = Self.text.replacing("action: Accept", with: "action: Reject").replacing("10.65.0.2", with: "10.65.0.3")
      .replacing("blocks: [ 10.65.0.0/26 ]", with: "blocks: [ 10.65.0.64/26 ]")
    let diff = ConfigurationDiff.between(try Self.load(Self.text), try Self.load(text))
    #expect(diff.filters == [NamedChange(name: "f", kind: .changed)])
    #expect(diff.workloads == [NamedChange(name: "default/w", kind: .changed)])
    #expect(diff.blocks == [NamedChange(name: "10.65.0.0/26", kind: .removed), NamedChange(name: "10.65.0.64/26", kind: .added)])
    #expect(diff.peers == [] && diff.settings == [] && diff.resetPeers == [] && !diff.needsRestart)
  }

  @Test("the first block changes which workloads are advertised, and what is said of the default is no change")
  func advertisement() throws {
    let old = try Self.load(Self.text.replacing("blocks: [ 10.65.0.0/26 ]\n", with: ""))
    let new = try Self.load(Self.text)
    #expect(
      ConfigurationDiff.between(old, new).settings == [
        FieldChange(field: "advertiseWorkloads", old: "always", new: "outsideBlocks", effect: .reevaluation)
      ])
    #expect(ConfigurationDiff.between(new, try Self.load(Self.text + "\nadvertiseWorkloads: outsideBlocks")).isEmpty)
  }

  @Test("order, comments and spelling are no change")
  func noChange() throws {
    let text = "# a comment\n" + Self.text.replacing("level: info", with: "level: \"info\"").replacing("64513", with: "0.64513")
    let diff = ConfigurationDiff.between(try Self.load(Self.text), try Self.load(text))
    #expect(diff.isEmpty)
  }

  @Test("a change reads as a person would say it")
  func texts() throws {
    let old = try Self.load(Self.text)
    let new = try Self.load(Self.text.replacing("64513", with: "64513, ttlSecurity: 1, families: [ ipv4, ipv6 ], gracefulRestart: true"))
    let fields = ConfigurationDiff.between(old, new).peers.first?.fields ?? []
    #expect(
      fields.map { "\($0.field): \($0.old) -> \($0.new)" } == [
        "ttlSecurity: none -> 1", "families: ipv4 -> ipv4, ipv6", "gracefulRestart: as the node -> 120 s, deferral 5 s",
      ])
  }
}
