import Selectors

/// The label index with 100,000 endpoints of 12 labels under 5,000 selectors: what one change costs.
enum SelectorBench {
  private static let endpoints = 100_000
  private static let selectors = 5_000
  private static let changes = 100_000
  private static let roles = ["frontend", "backend", "db", "cache", "worker", "api", "batch", "proxy"]

  static func run() {
    var random = LinearGenerator(state: 42)
    var index = LabelIndex()
    let sets = (0..<endpoints).map { labels($0, &random) }
    var ids: [EndpointID] = []
    measure("endpoint added", items: endpoints) { for labels in sets { ids.append(index.add(labels).endpoint) } }
    let texts = (0..<selectors).map { text($0, &random) }
    var parsed: [Selector] = []
    measure("selector read", items: selectors) { parsed = texts.compactMap { try? Selector($0) } }
    var members = 0
    measure("selector registered", items: selectors) { for selector in parsed { members += index.register(selector).changes.count } }
    print("\(parsed.count) selectors, \(members) memberships, \(Measure.resident / 1024) MiB")
    change("role", in: &index, ids, &random) { roles[$0.below(roles.count)] }
    change("version", in: &index, ids, &random) { "v\($0.below(20))" }
    change("app", in: &index, ids, &random) { "app\($0.below(2_000))" }
    change("zone (in no selector)", name: "zone", in: &index, ids, &random) { "z\($0.below(6))" }
    everything(parsed, sets)
  }

  private static func change(
    _ title: String, name: String? = nil, in index: inout LabelIndex, _ ids: [EndpointID], _ random: inout LinearGenerator,
    _ value: (inout LinearGenerator) -> String
  ) {
    let picks = (0..<changes).map { _ in (ids[random.below(ids.count)], value(&random)) }
    var count = 0
    measure("label changed: \(title)", items: changes) {
      for (endpoint, value) in picks { count += index.set(name ?? title, to: value, on: endpoint).count }
    }
    print("  \(count) memberships changed")
  }

  /// What it would cost to look at every selector.
  private static func everything(_ parsed: [Selector], _ sets: [[String: String]]) {
    var count = 0
    measure("every selector evaluated on one endpoint", items: 20) {
      for labels in sets.prefix(20) { for selector in parsed where selector.matches(labels) { count += 1 } }
    }
    print("  \(count) matches")
  }

  private static func measure(_ name: String, items: Int, _ body: () -> Void) {
    Measure.best(name, items: items, unit: "ns", rounds: 1, body)
  }

  private static func labels(_ number: Int, _ random: inout LinearGenerator) -> [String: String] {
    [
      "projectcalico.org/namespace": "ns\(number % 1000)", "projectcalico.org/orchestrator": "k8s",
      "projectcalico.org/serviceaccount": "sa\(number % 3000)", "role": roles[random.below(roles.count)],
      "app": "app\(random.below(2_000))",
      "env": ["prod", "stage", "dev"][random.below(3)], "version": "v\(random.below(20))", "pod-template-hash": "h\(number / 5)",
      "pcns.team": "team\(number % 50)", "pcns.projectcalico.org/name": "ns\(number % 1000)",
      "pcsa.projectcalico.org/name": "sa\(number % 3000)", "zone": "z\(random.below(6))",
    ]
  }

  private static func text(_ number: Int, _ random: inout LinearGenerator) -> String {
    let namespace = "ns\(random.below(1000))"
    let app = "app\(random.below(2_000))"
    switch number % 10 {
    case 0...3: return "projectcalico.org/namespace == '\(namespace)' && role == '\(roles[random.below(roles.count)])'"
    case 4, 5: return "app == '\(app)' && env in {'prod', 'stage'}"
    case 6: return "pcns.team == 'team\(random.below(50))' && !has(quarantine) && version != 'v\(random.below(20))'"
    case 7: return "pcns.projectcalico.org/name in {'\(namespace)', 'ns\(random.below(1000))'} && role not in {'db'}"
    case 8: return "projectcalico.org/serviceaccount == 'sa\(random.below(3000))' || app == '\(app)'"
    default: return "app starts with '\(app)' && projectcalico.org/namespace == '\(namespace)'"
    }
  }
}

/// The same numbers in every run.
private struct LinearGenerator {
  var state: UInt64

  mutating func below(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }
}
