import Diagnostics
import Manifests
import NetTypes
import Resources
import Testing

@Suite("Manifests")
struct ManifestTests {
  static let config = """
    node: { name: node-a, labels: { rack: r1 } }
    bgp: { asNumber: 64512, routerID: 10.0.0.11 }
    manifests: [ cluster.yaml ]
    """

  static func load(_ manifests: String, config: String = ManifestTests.config) -> LoadedConfiguration {
    FileTable(contents: ["apus.yaml": config, "cluster.yaml": manifests]).load()
  }

  private static func report(_ manifests: String, config: String = ManifestTests.config) -> String {
    ProblemReport(load(manifests, config: config).problems).description
  }

  @Test("both API groups of Calico mean the same", arguments: ["projectcalico.org/v3", "crd.projectcalico.org/v1"])
  func bothGroups(_ apiVersion: String) throws {
    let loaded = Self.load(
      """
      apiVersion: \(apiVersion)
      kind: BGPPeer
      metadata: { name: tor-1, creationTimestamp: "2026-01-01T00:00:00Z", uid: x }
      spec:
        peerIP: 10.0.0.1:1790
        asNumber: 64513
        nodeSelector: rack == 'r1'
        keepOriginalNextHop: true
        maxRestartTime: 1m30s
        sourceAddress: UseNodeIP
        numAllowedLocalASNumbers: 1
        ttlSecurity: 1
        reachableBy: 10.0.0.254
        filters: [ f ]
      status: {}
      ---
      # nothing in this document
      ---
      apiVersion: \(apiVersion)
      kind: BGPFilter
      metadata: { name: f }
      spec:
        importV4: [ { action: Reject, cidr: 0.0.0.0/0, matchOperator: Equal } ]
      ---
      apiVersion: \(apiVersion)
      kind: IPPool
      metadata: { name: pool }
      spec: { cidr: 10.65.0.0/16, blockSize: 26, ipipMode: Never, natOutgoing: true, disableBGPExport: true }
      ---
      apiVersion: \(apiVersion)
      kind: Node
      metadata: { name: node-a, labels: { zone: z1, rack: other } }
      spec: { bgp: { ipv4Address: 10.0.0.11/24, asNumber: 64512 } }
      """)
    #expect(loaded.problems.map(\.message) == ["reachableBy has no effect in this version"])
    let configuration = try #require(loaded.configuration)
    let address = try ConfigurationValueTests.address("10.0.0.1")
    var peer = BGPPeerSpec(name: "tor-1", remote: .address(PeerAddress(address: address, port: 1790)), asNumber: .number(ASNumber(64513)))
    peer.nextHopMode = .keep
    var restart = GracefulRestartSettings()
    restart.restartTime = 90
    peer.gracefulRestart = .on(restart)
    peer.sourceAddress = try ConfigurationValueTests.address("10.0.0.11")
    peer.numAllowedLocalASNumbers = 1
    peer.ttlSecurity = 1
    peer.reachableBy = try ConfigurationValueTests.address("10.0.0.254")
    peer.filters = ["f"]
    #expect(configuration.bgp.peers == [peer])
    #expect(configuration.bgp.filters.map(\.name) == ["f"])
    #expect(configuration.ipPools.map(\.disableBGPExport) == [true])
    // The node's own file is the more specific and wins over the Node manifest.
    #expect(configuration.node.labels == ["zone": "z1", "rack": "r1"])
  }

  @Test(
    "a peer is for a node by name, by labels, or for every node",
    arguments: [
      ("node: node-a", true), ("node: node-b", false), ("nodeSelector: rack == 'r1'", true), ("nodeSelector: rack == 'r2'", false),
      ("nodeSelector: has(zone)", false), ("nodeSelector: all()", true), ("passive: false", true),
    ])
  func audience(_ field: String, _ isMeant: Bool) throws {
    let loaded = Self.load(
      """
      apiVersion: projectcalico.org/v3
      kind: BGPPeer
      metadata: { name: tor }
      spec: { peerIP: 10.0.0.1, asNumber: 64513, \(field) }
      """)
    #expect(loaded.problems == [])
    #expect(try #require(loaded.configuration).bgp.peers.count == (isMeant ? 1 : 0))
  }

  @Test("a List and a kind's own list hold resources", arguments: [("v1", "List"), ("projectcalico.org/v3", "BGPPeerList")])
  func lists(_ apiVersion: String, _ kind: String) throws {
    let loaded = Self.load(
      """
      apiVersion: \(apiVersion)
      kind: \(kind)
      metadata: { resourceVersion: "1" }
      items:
        - { apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: { name: a }, spec: { peerIP: 10.0.0.1, asNumber: 64513 } }
        - { apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: { name: b }, spec: { peerIP: 10.0.0.2, asNumber: 64513 } }
      """)
    #expect(loaded.problems == [])
    #expect(try #require(loaded.configuration).bgp.peers.map(\.name) == ["a", "b"])
  }

  @Test("what the node's file leaves open comes from Node and BGPConfiguration manifests")
  func completion() throws {
    let loaded = Self.load(
      """
      apiVersion: projectcalico.org/v3
      kind: BGPConfiguration
      metadata: { name: default }
      spec:
        asNumber: 64600
        listenPort: 1790
        communities: [ { name: bronze, value: "64600:3" } ]
        prefixAdvertisements: [ { cidr: 10.65.0.0/16, communities: [ bronze, "64600:1:2" ] } ]
      ---
      apiVersion: projectcalico.org/v3
      kind: BGPConfiguration
      metadata: { name: node.node-a }
      spec: { listenPort: 1791 }
      ---
      apiVersion: projectcalico.org/v3
      kind: Node
      metadata: { name: node-a }
      spec: { bgp: { ipv4Address: 10.0.0.7/24, routeReflectorClusterID: 10.0.0.1 } }
      """, config: "node: { name: node-a }\nmanifests: [ cluster.yaml ]")
    #expect(loaded.problems == [])
    let bgp = try #require(loaded.configuration).bgp
    #expect(bgp.asNumber == ASNumber(64600))
    #expect(bgp.routerID.description == "10.0.0.7")
    #expect(bgp.listenPort == 1791)
    #expect(bgp.routeReflectorClusterID?.description == "10.0.0.1")
    let pool = try ConfigurationValueTests.prefix("10.65.0.0/16")
    #expect(bgp.prefixAdvertisements == [PrefixAdvertisement(cidr: pool, communities: [.standard(64600, 3), .large(64600, 1, 2)])])
  }

  @Test("a WorkloadEndpoint of this node is a workload, one of another node is not")
  func workloadEndpoints() throws {
    func endpoint(_ name: String, node: String, _ address: String) -> String {
      """
      apiVersion: projectcalico.org/v3
      kind: WorkloadEndpoint
      metadata: { name: \(name), namespace: stars, labels: { role: frontend } }
      spec:
        node: \(node)
        orchestrator: k8s
        pod: \(name)-pod
        ipNetworks: [ \(address)/32 ]
        interfaceName: cali123
        profiles: [ kns.stars ]
        ports: [ { name: http, protocol: UDP, port: 53 } ]
      """
    }
    let loaded = Self.load(endpoint("a", node: "node-a", "10.65.0.2") + "\n---\n" + endpoint("b", node: "node-b", "10.65.1.2"))
    #expect(loaded.problems == [])
    var workload = Workload(name: "a-pod", addresses: [try ConfigurationValueTests.address("10.65.0.2")])
    workload.namespace = "stars"
    workload.labels = ["role": "frontend"]
    workload.interface = "cali123"
    workload.ports = [WorkloadPort(name: "http", ipProtocol: 17, port: 53)]
    #expect(try #require(loaded.configuration).workloads == [workload])
  }

  @Test("kinds that nobody reads and policies that nothing enforces are told once a kind; what policy needs to know is silent")
  func kinds() throws {
    func manifest(_ apiVersion: String, _ kind: String, _ name: String, _ spec: String = "{}") -> String {
      "{ apiVersion: \(apiVersion), kind: \(kind), metadata: { name: \(name) }, spec: \(spec) }"
    }
    let silent = [
      ("v1", "Namespace"), ("v1", "Pod"), ("v1", "Service"), ("v1", "Node"), ("v1", "ServiceAccount"), ("projectcalico.org/v3", "Tier"),
      ("projectcalico.org/v3", "NetworkSet"), ("crd.projectcalico.org/v1", "GlobalNetworkSet"), ("projectcalico.org/v3", "Profile"),
    ]
    let subject = "subject: { namespaces: {} }"
    let policy = [
      ("networking.k8s.io/v1", "NetworkPolicy", "{}"), ("projectcalico.org/v3", "NetworkPolicy", "{}"),
      ("crd.projectcalico.org/v1", "GlobalNetworkPolicy", "{}"), ("projectcalico.org/v3", "StagedNetworkPolicy", "{}"),
      ("projectcalico.org/v3", "StagedGlobalNetworkPolicy", "{}"), ("projectcalico.org/v3", "StagedKubernetesNetworkPolicy", "{}"),
      ("policy.networking.k8s.io/v1alpha1", "AdminNetworkPolicy", "{ priority: 1, \(subject) }"),
      ("policy.networking.k8s.io/v1alpha1", "BaselineAdminNetworkPolicy", "{ \(subject) }"),
      ("policy.networking.k8s.io/v1alpha2", "ClusterNetworkPolicy", "{ tier: Admin, priority: 1, \(subject) }"),
    ]
    let unknown = [
      ("apps/v1", "Deployment"), ("v1", "ConfigMap"), ("projectcalico.org/v3", "FelixConfiguration"), ("projectcalico.org/v4", "BGPPeer"),
    ]
    let all = ["default", "other"].flatMap { name in
      silent.map { manifest($0.0, $0.1, name) }
        + policy.filter { name == "default" || $0.1 != "BaselineAdminNetworkPolicy" }.map { manifest($0.0, $0.1, name, $0.2) }
        + unknown.map { manifest($0.0, $0.1, name) }
    }
    let loaded = Self.load(all.joined(separator: "\n---\n"))
    #expect(!loaded.hasErrors && loaded.configuration?.policyModel.policies.count == 17)
    #expect(
      loaded.problems.map(\.message)
        == unknown.map { "\($0.1) (\($0.0)) is a kind that Apus does not read; skipped" })
    #expect(ProblemReport(loaded.problems).summary == "4 warnings in 1 file")
  }

  @Test(
    "what is wrong in a manifest is told with its place",
    arguments: [
      (
        "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nspec: { peerIP: 10.0.0.1, asNumber: 1 }",
        """
        cluster.yaml:1:1: error: BGPPeer has no name; add metadata: { name: NAME }
            1 | apiVersion: projectcalico.org/v3
              | ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """
      ),
      (
        "kind: BGPPeer",
        """
        cluster.yaml:1:1: error: missing field "apiVersion" in manifest; add apiVersion: projectcalico.org/v3
            1 | kind: BGPPeer
              | ^~~~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """
      ),
      (
        "just a text",
        """
        cluster.yaml:1:1: error: expected a mapping with the fields of manifest, found "just a text"
            1 | just a text
              | ^~~~~~~~~~~
        1 error in 1 file; nothing was applied
        """
      ),
      (
        "apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata: { name: p }\nspecs: { cidr: 10.0.0.0/8 }",
        """
        cluster.yaml:1:1: error: missing field "cidr" in IPPool.spec; add cidr: PREFIX
            1 | apiVersion: projectcalico.org/v3
              | ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        cluster.yaml:4:1: error: unknown field "specs" in manifest; did you mean "spec"?
        2 errors in 1 file; nothing was applied
        """
      ),
      (
        "apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: { name: default }\nspec: { nodeToNodeMeshEnabled: true }",
        """
        cluster.yaml:4:32: warning: nodeToNodeMeshEnabled: this version makes no mesh by itself; \
        add a peer with peerRange: PREFIX and asNumber: internal
            4 | spec: { nodeToNodeMeshEnabled: true }
              |                                ^~~~
        1 warning in 1 file
        """
      ),
      (
        """
        apiVersion: projectcalico.org/v3
        kind: BGPConfiguration
        metadata: { name: default }
        spec:
          serviceClusterIPs: [ { cidr: 10.96.0.0/12 } ]
          communities: [ { name: bronze, value: "64512:3" } ]
          prefixAdvertisements: [ { cidr: 10.65.0.0/16, communities: [ bronce ] } ]
        """,
        """
        cluster.yaml:5:22: warning: serviceClusterIPs: service addresses are not advertised by this version
            5 |   serviceClusterIPs: [ { cidr: 10.96.0.0/12 } ]
              |                      ^~~~~~~~~~~~~~~~~~~~~~~~~~
        cluster.yaml:7:64: error: communities: expected a community or a name from communities, found "bronce"; did you mean "bronze"?
            7 |   prefixAdvertisements: [ { cidr: 10.65.0.0/16, communities: [ bronce ] } ]
              |                                                                ^~~~~~
        1 error in 1 file, 1 warning in 1 file; nothing was applied
        """
      ),
    ])
  func wrongManifests(_ manifest: String, _ expected: String) {
    let report = Self.report(manifest)
    #expect(report == expected)
  }

  @Test("a resource that two files define is told with both places")
  func definedTwice() {
    let peer = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: { name: tor }\nspec: { peerIP: 10.0.0.1, asNumber: 64513 }\n"
    let config = "bgp: { asNumber: 64512, routerID: 10.0.0.11 }\nmanifests: [ m ]"
    let loaded = FileTable(contents: ["apus.yaml": config, "m/a.yaml": peer, "m/b.yml": peer, "m/README.md": "no", "m/.hidden.yaml": "x"])
      .load()
    #expect(loaded.problems.map(\.message) == ["name: BGPPeer tor is defined twice, first at m/a.yaml:3:19"])
    #expect(loaded.problems.first?.place.map(\.description) == "m/b.yml:3:19")
    #expect(loaded.watchedPaths == ["apus.yaml", "m", "m/a.yaml", "m/b.yml"])
  }

  @Test("files, folders and patterns are read once each, relative to the config file")
  func patterns() throws {
    func peer(_ number: Int) -> String {
      "{ apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: { name: p\(number) }, spec: { peerIP: 10.0.0.\(number), asNumber: 1 } }"
    }
    let contents = [
      "etc/apus.yaml":
        "bgp: { asNumber: 64512, routerID: 10.0.0.11 }\nmanifests: [ one.yaml, manifests.d, \"policy/*.yaml\", \"p*/x?.json\", /abs/a.yaml, one.yaml ]",
      "etc/one.yaml": peer(1), "etc/manifests.d/b.yaml": peer(2), "etc/manifests.d/a.json": peer(3), "etc/policy/z.yaml": peer(4),
      "etc/policy/x1.json": peer(5), "etc/policy/note.txt": "not read", "/abs/a.yaml": peer(6), "other.yaml": "not: read",
    ]
    let loaded = ConfigurationFile.load("etc/apus.yaml", files: FileTable(contents: contents).access)
    #expect(loaded.problems == [])
    #expect(try #require(loaded.configuration).bgp.peers.map(\.name) == ["p1", "p3", "p2", "p4", "p5", "p6"])
    #expect(
      loaded.watchedPaths == [
        "etc/apus.yaml", "etc/one.yaml", "etc/manifests.d", "etc/manifests.d/a.json", "etc/manifests.d/b.yaml", "etc/policy",
        "etc/policy/z.yaml", "etc", "etc/policy/x1.json", "/abs/a.yaml",
      ])
  }

  @Test("validate checks manifests and config files together, without a node")
  func validate() {
    let contents = [
      "apus.yaml": "bgp: { asNumber: 64512 }",
      "m/peer.yaml":
        "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: { name: t }\nspec: { peerIP: 10.0.0.1, asNumber: 1, filters: [ nodefault ] }",
      "m/right.yaml": "apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata: { name: f }\nspec: {}",
    ]
    let problems = ManifestFiles.validate(["m", "apus.yaml", "gone.yaml"], files: FileTable(contents: contents).access)
    #expect(
      problems.map(\.message) == [
        "cannot read gone.yaml: No such file or directory", "filters: unknown filter \"nodefault\"", "missing field \"routerID\" in bgp",
      ])
    #expect(ManifestFiles.validate(["m/right.yaml"], files: FileTable(contents: contents).access) == [])
  }
}
