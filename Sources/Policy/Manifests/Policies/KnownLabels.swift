import Resources
import Selectors

/// The names of labels that somebody has, to find those in selectors that nobody has.
struct KnownLabels {
  /// Who is selected.
  enum Holder {
    /// Whatever Calico's selectors mean.
    case endpoint
    /// Pods.
    case pod
    /// Namespaces.
    case namespace
  }

  private var endpoints: Set<String> = [CalicoLabel.namespace, CalicoLabel.orchestrator, CalicoLabel.serviceAccount]
  private var pods: Set<String> = []
  private var namespaces: Set<String> = [CalicoLabel.metadataName, CalicoLabel.name]
  private let hasPods: Bool
  private let hasNamespaces: Bool

  init(_ model: PolicyModel) {
    hasPods = !model.workloads.isEmpty
    hasNamespaces = !model.namespaces.isEmpty
    for workload in model.workloads {
      endpoints.formUnion(workload.labels.keys)
      pods.formUnion((workload.podLabels ?? [:]).keys)
    }
    for host in model.hosts { endpoints.formUnion(host.labels.keys) }
    for set in model.networkSets { endpoints.formUnion(set.labels.keys) }
    for profile in model.profiles { endpoints.formUnion(profile.labelsToApply.keys) }
    for labels in model.namespaces.values { namespaces.formUnion(labels.keys) }
  }

  /// Warns of a selector in Calico's language.
  func checkText(_ field: FieldValue?, _ holder: Holder) {
    guard let field, let text = field.text, let selector = try? Selector(text) else { return }
    for name in selector.expression.neededNames { check(name, field, holder) }
  }

  /// Warns of a Kubernetes LabelSelector.
  func checkObject(_ field: FieldValue?, _ holder: Holder) {
    guard let field else { return }
    if let labels = field["matchLabels"], let fields = FieldReader(labels, "matchLabels") {
      for (key, _) in fields.entries { check(key.name, key.named("matchLabels"), holder) }
    }
    for expression in field["matchExpressions"]?.items ?? [] where ["In", "Exists"].contains(expression["operator"]?.text) {
      if let key = expression["key"], let name = key.text { check(name, key, holder) }
    }
  }

  private func check(_ name: String, _ field: FieldValue, _ holder: Holder) {
    // Labels that profiles hand down are as many as namespaces and accounts have.
    if name.hasPrefix(CalicoLabel.namespacePrefix) || name.hasPrefix(CalicoLabel.serviceAccountPrefix) { return }
    let (known, who, isComplete) =
      switch holder {
      case .endpoint: (endpoints, "endpoint", hasPods)
      case .pod: (pods, "pod", hasPods)
      case .namespace: (namespaces, "namespace", hasNamespaces)
      }
    if !isComplete || known.contains(name) { return }
    let nearest = NearestName.of(name, among: known.sorted()).map { "did you mean \"\($0)\"?" }
    field.warning("no \(who) has the label \"\(name)\"", mend: nearest ?? "check its spelling, or give it to those who are meant")
  }
}

extension Selector.Expression {
  /// The labels that something must have to match here; what is negated may be missing.
  fileprivate var neededNames: [String] {
    switch self {
    case .all, .global, .not: []
    case .has(let name): [name.string]
    case .label(_, .differs), .label(_, .isNotIn): []
    case .label(let name, _): [name.string]
    case .and(let parts), .or(let parts): parts.flatMap(\.neededNames)
    }
  }
}
