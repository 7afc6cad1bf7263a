import ControlAPI
import Diagnostics
import NetTypes

/// Values that tests show and send, every field of them filled.
enum Samples {
  static let start = Timestamp(milliseconds: 1_795_398_724_125)

  static func prefix(_ text: String) -> IPPrefix { IPPrefix(text) ?? IPPrefix(IPv4Address.any, length: 0) }

  static func address(_ text: String) -> IPAddress { IPAddress(text) ?? .v4(.any) }

  static let session = SessionStatus(
    peer: "tor-1", address: "10.0.0.1", asNumber: ASNumber(64513), type: .external, state: .established, since: start,
    why: "established", localAddress: "10.0.0.11", localASNumber: ASNumber(64512), routerID: "10.0.0.1", hostName: "tor-1.example",
    holdTime: 90, capabilities: ["route-refresh", "four-octet-as"],
    families: [
      .init(family: .ipv4, negotiated: true, received: 10, accepted: 7, filtered: 3, sent: 4, endOfRIB: true),
      .init(family: .ipv6, negotiated: false, received: 0, accepted: 0, filtered: 0, sent: 1),
    ], messages: .init(received: 30, updatesReceived: 12, sent: 20, updatesSent: 5), establishedCount: 2, faults: 1,
    lastDown: .init(time: start, reason: "hold timer expired"))

  static let waiting = SessionStatus(
    peer: "tor-2", address: nil, asNumber: nil, type: nil, state: .active, since: start, why: "connection refused; retry in 41 s",
    localASNumber: ASNumber(64512))

  static let route = RouteEntry(
    prefix: prefix("10.1.0.0/24"), best: true, nextHop: "10.0.0.1", origin: .igp, asPath: [.number(64513), .set([1, 2])], med: 0,
    localPref: 100, communities: ["64512:1"], largeCommunities: ["64512:1:2"], extendedCommunities: ["rt:64512:7"],
    originatorID: "10.0.0.9",
    clusterList: ["10.0.0.8"], unknownAttributes: [.init(type: 255, flags: 0xE0, value: "00ff")], from: "tor-1",
    identity: .init(namespace: "stars", labels: ["role": "frontend"]), installed: true, why: "only path", pathID: 3, since: start)

  static func bare(_ text: String, why: String = "only path", best: Bool = true, filtered: Bool = false) -> RouteEntry {
    RouteEntry(prefix: prefix(text), best: best, nextHop: nil, origin: nil, from: "local", installed: false, why: why, filtered: filtered)
  }

  static let resource = ResourceEntry(
    kind: "BGPPeer", namespace: "", name: "tor-2", labels: ["rack": "r1"], source: "store", revision: 7,
    document: .object(["kind": .string("BGPPeer"), "spec": .object(["asNumber": .integer(64513)])]))

  static let workload = WorkloadSpec(
    name: "frontend-1", namespace: "stars", addresses: [address("10.65.0.2"), address("fd65::2")], labels: ["role": "frontend"],
    interface: "cali123", ports: [.init(name: "http", protocol: "TCP", port: 80)])

  static func status(_ state: StatusReport.State = .ok) -> StatusReport {
    StatusReport(
      node: "node-a", version: "0.1.0", state: state, ready: true, startedAt: start, uptime: 183_600, asNumber: ASNumber(64512),
      routerID: "10.0.0.11",
      conditions: state == .ok ? [] : [.init(subject: "session tor-2", why: "connection refused", mend: "is its daemon running?")],
      sessions: .init(configured: 2, established: 1), routes: [.init(family: .ipv4, prefixes: 12, paths: 20, installed: 9)],
      workloads: .init(total: 2, advertised: 1), kernel: .init(enabled: true, installed: 9, refused: 1, repaired: 0),
      configuration: .init(file: "/etc/apus/apus.yaml", appliedAt: start), residentMemory: 36_175_872)
  }

  static let explanation = Explanation(
    subject: "route 10.1.0.0/24 to tor-1", positive: false, summary: "not sent: it came from that peer",
    steps: [
      .init(.decision, .pass, "best of 2 paths", from: "tor-1", rule: "RFC 4271 §9.1.2.2 (a)"),
      .init(.propagation, .fail, "a route does not go back where it came from", mend: "nothing to mend"),
    ], routes: [route])

  static let flow = FlowReport(
    verdict: "deny", egress: .init(verdict: "allow", by: "profile:kns.client", trace: ["profile kns.client[0] matches: Allow"]),
    ingress: .init(verdict: "deny", by: "tier:default", trace: ["tier default", "end of tier default: deny"]))

  static let policy = PolicyEntry(
    kind: "NetworkPolicy", namespace: "stars", name: "backend-policy", tier: "default", order: 1000, ingress: 1, egress: nil, staged: false)

  static let matrix = [
    MatrixEntry(
      from: "stars/frontend", to: "stars/backend", port: "tcp/6379", predicted: "allow",
      by: .init(egress: "profile:kns.stars", ingress: "NetworkPolicy stars/backend-policy[0]")),
    MatrixEntry(
      from: "client/client", to: "stars/backend", port: "tcp/6379", predicted: "deny", observed: "allow",
      by: .init(egress: "profile:kns.client", ingress: "tier:default")),
  ]

  static let rules = RulesReport(
    enforced: true, why: "in force",
    chains: [
      .init(name: "egress", hook: "hook forward priority 0", endpoints: [], rules: [.init(text: "ct mark & 0x1 set drop", by: nil)]),
      .init(
        name: "c1", hook: nil, endpoints: ["ingress stars/backend"],
        rules: [.init(text: "th dport 6379 counter r1 accept", by: "ingress NetworkPolicy stars/backend-policy[0]", packets: 2, bytes: 120)]
      ),
    ])

  static let diff = ReloadDiff(
    file: "/etc/apus/apus.yaml", applied: false,
    changes: [
      .init(
        .change, "peer tor-1", fields: [.init("holdTime", old: "90", new: "30")], effect: .reset, why: "the hold time is negotiated in OPEN"
      ),
      .init(.add, "filter no-default", effect: .reevaluate),
    ])

  static let problem = Problem(
    at: SourcePlace(file: "apus.yaml", line: 14, column: 17, length: 5), "asNumber: expected a number, found \"sixty\"",
    sourceLine: "      asNumber: sixty")
}
