import Diagnostics
import Manifests
import NetTypes
import Resources
import Testing

@Suite("Documents of a store")
struct StoredDocumentTests {
  private static let config = """
    node: { name: node-a }
    bgp:
      asNumber: 64512
      routerID: 10.0.0.11
      peers: [ { name: tor-1, peerIP: 10.0.0.1, asNumber: 64513 } ]
    workloads: [ { name: one, addresses: [ 10.65.0.2 ] } ]
    """

  private func manifest(_ kind: String, _ name: String, _ spec: String) -> String {
    "apiVersion: projectcalico.org/v3\nkind: \(kind)\nmetadata: { name: \(name) }\nspec: \(spec)"
  }

  private func load(_ texts: [String], config: String = config) -> LoadedConfiguration {
    let stored = texts.flatMap { ManifestDocuments($0, file: "web.yaml").documents }.map { StoredDocument(title: $0.title, json: $0.json) }
    return ConfigurationFile.load("apus.yaml", stored: stored, files: FileTable(contents: ["apus.yaml": config]).access)
  }

  @Test("what a store adds is read as a manifest is")
  func added() {
    let loaded = load([
      manifest(
        "BGPPeer", "tor-2", "{ peerIP: 10.0.0.2, asNumber: 64514, filters: [ f ], password: { secretKeyRef: { name: a, key: b } } }"),
      manifest("BGPFilter", "f", "{ importV4: [ { action: Reject, cidr: 0.0.0.0/0, matchOperator: Equal } ] }"),
      manifest("WorkloadEndpoint", "w", "{ node: node-a, pod: two, ipNetworks: [ 10.65.0.3/32 ] }"),
    ])
    #expect(loaded.configuration?.bgp.pendingPeers.map(\.name) == ["tor-2"])
    #expect(loaded.configuration?.bgp.filters.map(\.name) == ["f"])
    #expect(loaded.configuration?.workloads.map(\.qualifiedName) == ["default/one", "default/two"])
    #expect(loaded.leftOut == [])
  }

  @Test("what contradicts the file is left out with a warning, and the rest stays")
  func contradiction() {
    let loaded = load([
      manifest("BGPPeer", "tor-1", "{ peerIP: 10.0.0.9, asNumber: 64514 }"),
      manifest("BGPPeer", "tor-3", "{ peerIP: 10.0.0.3, asNumber: 64514 }"),
      manifest("BGPPeer", "tor-4", "{ peerIP: 10.0.0.4, asNumber: 64514, filters: [ absent ] }"),
    ])
    #expect(loaded.configuration?.bgp.peers.map(\.name) == ["tor-1", "tor-3"])
    #expect(loaded.leftOut == ["BGPPeer tor-1", "BGPPeer tor-4"])
    #expect(loaded.problems.allSatisfy { $0.severity == .warning })
    #expect(loaded.problems.contains { $0.message.contains("absent") && $0.message.hasSuffix("it is left out") })
  }

  @Test("a file that is bad by itself is not mended by the store")
  func badFile() {
    let config = Self.config.replacing("asNumber: 64513", with: "asNumber: 64513, filters: [ f ]")
    let filter = manifest("BGPFilter", "f", "{}")
    #expect(load([filter], config: config).configuration == nil)
  }

  @Test("a text is taken apart into documents that read back as the same")
  func split() {
    let text = """
      apiVersion: v1
      kind: List
      items:
        - { apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { name: a, namespace: x, labels: { v: "1", w: yes } } }
        - { apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: { name: a }, spec: { order: 10, selector: "a == \\"b\\"" } }
      ---
      { name: short, namespace: stars, addresses: [ 10.65.0.9 ], labels: { role: db }, ports: [ { name: sql, port: 5432 } ] }
      ---
      kind: Gateway
      apiVersion: gateway.networking.k8s.io/v1
      metadata: { name: g }
      """
    let parts = ManifestDocuments(text, file: "web.yaml")
    #expect(
      parts.documents.map(\.title) == [
        "NetworkPolicy.networking.k8s.io x/a", "NetworkPolicy default/a", "WorkloadEndpoint stars/short",
        "Gateway.gateway.networking.k8s.io g",
      ])
    #expect(parts.documents.map(\.isKnown) == [true, true, true, false])
    #expect(parts.documents.first?.json.contains(#""labels":{"v":"1","w":"yes"}"#) == true)
    #expect(parts.documents[1].json.contains(#""order":10,"selector":"a == \"b\"""#))
    #expect(parts.documents[2].workload?.ports == [WorkloadPort(name: "sql", port: 5432)])
    #expect(parts.documents[2].place.line == 7)
    for document in parts.documents where document.workload == nil {
      #expect(ManifestDocuments(document.json, file: "again").documents.first?.json == document.json)
    }
  }

  @Test("what is wrong is said at its place in the user's file")
  func problems() {
    let text =
      manifest("BGPPeer", "tor-2", "\n  peerIP: 10.0.0.2\n  asNumber: sixty") + "\n---\n{ name: Short, addresses: [ 10.65.0.9 ] }\n"
    let problems = ManifestDocuments(text, file: "web.yaml").problems
    #expect(problems.map { "\($0.place?.description ?? "-")" } == ["web.yaml:6:13", "web.yaml:8:9"])
  }

  @Test("items of a config file are documents too")
  func ofConfiguration() {
    let documents = ManifestDocuments(ofConfiguration: Self.config, file: "apus.yaml").documents
    #expect(documents.map(\.title) == ["WorkloadEndpoint default/one", "BGPPeer tor-1"])
    #expect(documents.last?.json == #"{"name":"tor-1","peerIP":"10.0.0.1","asNumber":64513}"#)
  }

  @Test(
    "kinds are found by what people call them",
    arguments: [
      ("bgppeers", ["BGPPeer"]), ("BGPPeer", ["BGPPeer"]), ("workloads", ["WorkloadEndpoint"]),
      ("networkpolicies", ["NetworkPolicy", "NetworkPolicy.networking.k8s.io"]),
      ("networkpolicy.networking.k8s.io", ["NetworkPolicy.networking.k8s.io"]), ("nonsense", []),
    ])
  func kinds(word: String, expected: [String]) { #expect(ManifestDocuments.kinds(meant: word) == expected) }
}
