import Diagnostics
import Manifests
import Testing

/// A field that is read and does nothing must say so: a user who sets it counts on it.
@Suite("Fields without effect in this version")
struct IneffectiveFieldTests {
  private static func warnings(_ text: String) -> [String] {
    FileTable.load(text).problems.filter { $0.severity == .warning }.map { problem in
      "\(problem.place.map { "\($0.line):\($0.column)" } ?? ""): \(problem.message)"
    }
  }

  @Test(
    "a peer's field is named with its place",
    arguments: [
      ("bfd: true", "bfd"), ("bfd: { multiplier: 5 }", "bfd"), ("identity: accept", "identity"),
      ("reachableBy: 10.0.0.9", "reachableBy"),
      ("gracefulRestart: { longLivedStaleTime: 60 }", "gracefulRestart.longLivedStaleTime"),
      ("failureDetectionMode: BFDIfDirectlyConnected", "failureDetectionMode"), ("restartMode: LongLivedGracefulRestart", "restartMode"),
      ("birdGatewayMode: DirectIfDirectlyConnected", "birdGatewayMode"), ("reversePeering: Manual", "reversePeering"),
    ])
  func peer(_ field: String, _ name: String) {
    let text = "bgp:\n  asNumber: 64512\n  routerID: 10.0.0.1\n  peers:\n    - { name: a, peerIP: 10.0.0.2, asNumber: 64513, \(field) }\n"
    let found = FileTable.load(text).problems
    #expect(found.map(\.severity) == [.warning])
    #expect(found.map(\.message) == ["\(name) has no effect in this version"])
    let key = name.split(separator: ".").last?.split(separator: ":").first ?? ""
    let column = text.split(separator: "\n").last.flatMap { line in
      line.firstRange(of: "\(key): ").map { line.distance(from: line.startIndex, to: $0.upperBound) + 1 }
    }
    #expect(found.first?.place?.line == 5 && found.first?.place?.column == column)
  }

  @Test(
    "a peer's field with its default says nothing",
    arguments: [
      "bfd: false", "gracefulRestart: { longLivedStaleTime: 0, selectionDeferralTime: 9 }", "gracefulRestart: true",
      "failureDetectionMode: None", "restartMode: GracefulRestart", "birdGatewayMode: Recursive", "reversePeering: Auto",
    ])
  func peerDefault(_ field: String) {
    let text = "bgp: { asNumber: 1, routerID: 10.0.0.1, peers: [ { name: a, peerIP: 10.0.0.2, asNumber: 2, \(field) } ] }"
    #expect(Self.warnings(text) == [])
  }

  @Test(
    "a setting of the node is named with its place",
    arguments: [
      ("policy: { enforcement: nftables }", []),
      ("policy: { identity: { attribute: 200 } }", ["2:21: policy.identity has no effect in this version"]),
      ("policy: { enforcement: none, identity: { attribute: 255 } }", []),
      ("workloads: [ { name: w, addresses: [ 10.65.0.2 ], serviceAccount: web } ]", []),
    ])
  func setting(_ text: String, _ expected: [String]) {
    #expect(Self.warnings("bgp: { asNumber: 1, routerID: 10.0.0.1, gracefulRestart: { longLivedStaleTime: 0 } }\n\(text)\n") == expected)
  }

  @Test("fields of a BGPConfiguration that change nothing here are named, Calico's defaults are not")
  func cluster() {
    let manifest = """
      apiVersion: projectcalico.org/v3
      kind: BGPConfiguration
      metadata: { name: default }
      spec: { logSeverityScreen: Info, bindMode: NodeIP, ignoredInterfaces: [], nodeMeshMaxRestartTime: 60s }
      """
    let files = FileTable(contents: [
      "apus.yaml": "bgp: { asNumber: 1, routerID: 10.0.0.1 }\nmanifests: [ cluster.yaml ]\n", "cluster.yaml": manifest,
    ])
    #expect(
      files.load().problems.map(\.message) == [
        "bindMode has no effect in this version", "nodeMeshMaxRestartTime has no effect in this version",
      ])
  }

  /// The file of the product's contract, whose fields are those of the finished product.
  @Test("a file with every section loads, with a warning for each field that does nothing")
  func whole() throws {
    let text = """
      node:
        name: node-a                  # default: host name
        labels: { rack: r1 }          # for nodeSelector in manifests
      bgp:
        asNumber: 64512
        routerID: 10.0.0.11
        listen: [ "0.0.0.0", "::" ]   # default; [] = never accept
        listenPort: 179
        routeReflectorClusterID: 10.0.0.1   # present = this node reflects
        holdTime: 90
        gracefulRestart: { restartTime: 120 }      # or false
        peers:                        # each item: name + the fields of a Calico BGPPeer spec + Apus's own
          - name: tor-1
            peerIP: 10.0.0.1          # "10.0.0.1" or "10.0.0.1:1790", "[fd00::1]:1790", fe80::1%eth0
            asNumber: 64513           # or: internal | external | a number
            password: { file: /etc/apus/tor-1.key }   # or { env: NAME }; never printed
            sourceAddress: 10.0.0.11
            ttlSecurity: 1            # hops; GTSM (RFC 5082)
            filters: [ no-default ]   # BGPFilter names or built-ins: accept-all; own-routes (own workloads and blocks out,
                                      # nothing in) is the default of an eBGP peer (RFC 8212's intent); iBGP: accept-all
            families: [ ipv4, ipv6 ]  # default: that of the session's address; more by MP-BGP
            nextHopMode: Auto         # Auto | Self | Keep
            passive: false
            holdTime: 90
            bfd: true
          - name: nodes               # a range accepts every peer in it (passive)
            peerRange: 10.0.0.0/24
            asNumber: internal
            routeReflectorClient: true    # also on a single peer; needs routeReflectorClusterID
        filters: []                   # each item: name + the fields of a Calico BGPFilter spec
      workloads:                      # short form of a WorkloadEndpoint
        - name: frontend-1
          namespace: stars
          addresses: [ 10.65.0.2, "fd65::2" ]
          labels: { role: frontend }
          interface: cali123          # host side; without it the address is advertised and not policed
          ports: [ { name: http, protocol: TCP, port: 80 } ]
      blocks: [ 10.65.0.0/26 ]        # IPAM blocks of this node: advertised as one route, own /32s inside are suppressed
                                      # (borrowed /32s outside are advertised); a blackhole route covers the block
      advertiseWorkloads: always      # always | outsideBlocks
      manifests: [ manifests.d, "policy/*.yaml" ]   # relative to this file; watched
      kernel:
        export: true                  # install learned routes; false for a reflector
        table: main
        protocol: 86                  # our rtm_protocol number
      policy:
        enforcement: nftables         # nftables | none
        identity: { attribute: 255 }  # labels carried with the routes
      store: { sqlite: /var/lib/apus/apus.db }
      api: { socket: /run/apus/apus.sock, http: "127.0.0.1:9186" }   # http: "" = none
      log: { level: info, format: auto }            # auto: text on a terminal, JSON lines otherwise
      """
    let files = FileTable(contents: [
      "apus.yaml": text, "/etc/apus/tor-1.key": "secret", "policy/none.yaml": "", "manifests.d/none.yaml": "",
    ])
    let loaded = files.load()
    #expect(loaded.problems.filter { $0.severity == .error }.map(\.message) == [])
    #expect(loaded.problems.map(\.message) == ["bfd has no effect in this version"])
    #expect(loaded.configuration != nil)
  }
}
