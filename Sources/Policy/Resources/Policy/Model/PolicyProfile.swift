/// Labels and rules that an endpoint has by being of some kind; they are what decides where no policy selects it.
public struct PolicyProfile: Hashable, Sendable {
  /// The name.
  public var name: String
  /// Labels that endpoints with this profile take over, unless they have their own of that name.
  public var labelsToApply: [String: String] = [:]
  /// What endpoints with this profile receive.
  public var ingress: [PolicyRule] = []
  /// What endpoints with this profile send.
  public var egress: [PolicyRule] = []

  /// A profile without labels and rules.
  public init(name: String) { self.name = name }

  /// The rules of a direction.
  public func rules(_ direction: TrafficDirection) -> [PolicyRule] { direction == .ingress ? ingress : egress }

  /// The name of a namespace's profile.
  public static func name(ofNamespace namespace: String) -> String { "kns.\(namespace)" }

  /// The name of a service account's profile.
  public static func name(of account: ServiceAccountName) -> String { "ksa.\(account.namespace).\(account.name)" }

  /// The profile of a namespace: hands down its labels and allows everything.
  public init(namespace: String, labels: [String: String]) {
    name = Self.name(ofNamespace: namespace)
    for (key, value) in labels { labelsToApply[CalicoLabel.namespacePrefix + key] = value }
    labelsToApply[CalicoLabel.namespacePrefix + CalicoLabel.name] = namespace
    ingress = [PolicyRule(.allow)]
    egress = [PolicyRule(.allow)]
  }

  /// The profile of a service account: hands down its labels and has no rules.
  public init(account: ServiceAccountName, labels: [String: String]) {
    name = Self.name(of: account)
    for (key, value) in labels { labelsToApply[CalicoLabel.serviceAccountPrefix + key] = value }
    labelsToApply[CalicoLabel.serviceAccountPrefix + CalicoLabel.name] = account.name
  }
}

/// The labels that Calico itself sets.
public enum CalicoLabel {
  /// The namespace of an endpoint.
  public static let namespace = "projectcalico.org/namespace"
  /// What runs the workload.
  public static let orchestrator = "projectcalico.org/orchestrator"
  /// The service account of a workload.
  public static let serviceAccount = "projectcalico.org/serviceaccount"
  /// The name of a namespace or service account, behind a prefix.
  public static let name = "projectcalico.org/name"
  /// Before labels of the namespace.
  public static let namespacePrefix = "pcns."
  /// Before labels of the service account.
  public static let serviceAccountPrefix = "pcsa."
  /// The label that Kubernetes sets on every namespace.
  public static let metadataName = "kubernetes.io/metadata.name"
}
