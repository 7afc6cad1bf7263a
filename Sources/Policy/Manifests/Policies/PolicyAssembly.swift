import Diagnostics
import NetTypes
import Resources

/// Makes one model of what manifests say, and finds what is wrong between them.
struct PolicyAssembly {
  let manifests: ManifestSet

  private var set: PolicySet { manifests.policy }

  /// The whole, with `workloads` of the node's own file beside those of manifests.
  func model(workloads: [WorkloadEndpoint] = []) -> PolicyModel {
    var model = PolicyModel()
    model.tiers = set.tiers
    model.policies = set.policies.map(\.spec)
    model.profiles = set.profiles
    model.namespaces = set.namespaces
    model.serviceAccounts = set.serviceAccounts
    let own = Set(workloads.map(\.qualifiedName))
    model.workloads =
      workloads + (set.pods.map(\.endpoint) + manifests.workloads.map(\.endpoint)).filter { !own.contains($0.qualifiedName) }
    model.hosts = set.hosts.map(\.spec)
    model.networkSets = set.networkSets
    model.nodes = set.nodes
    model.services = services(in: model)
    checkTiers()
    checkPending(in: model)
    PolicyLint(model: model, services: set.services).check(set.policies)
    return model
  }

  /// What slices say, and for a Service without any what its selector finds among the pods.
  private func services(in model: PolicyModel) -> [ServiceName: [ServiceEndpoint]] {
    var services = set.slices
    for service in set.services where services[service.name] == nil { services[service.name] = service.endpoints(among: model.workloads) }
    return services
  }

  private func checkTiers() {
    let names = (PolicyTier.builtIn + set.tiers).map(\.name)
    for policy in set.policies where !names.contains(policy.spec.tier) {
      let nearest = NearestName.of(policy.spec.tier, among: names).map { "did you mean \"\($0)\"?" }
      policy.fields.value("tier")?.error(
        "there is no tier \"\(policy.spec.tier)\"",
        mend: nearest ?? "add a Tier of this name, or use one of \(names.sorted().joined(separator: ", "))")
    }
  }

  /// References to what may come later: they match nothing until then.
  private func checkPending(in model: PolicyModel) {
    for policy in set.policies {
      for (rule, _, _) in policy.rules {
        for side in ["source", "destination"] {
          guard let field = rule[side]?["services"], let name = field["name"]?.text else { continue }
          let service = ServiceName(namespace: field["namespace"]?.text ?? policy.spec.id.namespace ?? "", name: name)
          if model.services[service] == nil {
            field["name"]?.named("services").warning(
              "pending: there is no Service \(service.namespace)/\(name) yet, and the rule matches nothing until there is one")
          }
        }
      }
    }
    let profiles = Set(set.profiles.map(\.name))
    for host in set.hosts {
      for field in host.fields.value("profiles")?.items ?? []
      where field.text.map({ !$0.hasPrefix("kns.") && !profiles.contains($0) }) == true {
        field.warning(
          "pending: there is no Profile \(field.text ?? "") yet, and the endpoint denies what no policy decides until there is one")
      }
    }
  }
}

extension Draft<Policy> {
  /// The rules as they were written, with their direction and their place in its list.
  var rules: [(rule: FieldValue, direction: TrafficDirection, index: Int)] {
    TrafficDirection.allCases.flatMap { direction in
      (fields.value(direction.rawValue)?.items ?? []).enumerated().map { ($1, direction, $0) }
    }
  }
}

extension ServiceDraft {
  /// The pods that the Service selects, as the endpoint controller would find them.
  fileprivate func endpoints(among workloads: [WorkloadEndpoint]) -> [ServiceEndpoint] {
    guard let selector, !selector.isEmpty else { return [] }
    return workloads.filter { isSelected($0, selector) }.flatMap { pod in
      pod.addresses.map { ServiceEndpoint(address: $0, ports: ports.compactMap { number(of: $0, in: pod) }) }
    }
  }

  private func isSelected(_ pod: WorkloadEndpoint, _ selector: [String: String]) -> Bool {
    pod.namespace == name.namespace && selector.allSatisfy { pod.podLabels?[$0.key] == $0.value }
  }

  private func number(of port: Port, in pod: WorkloadEndpoint) -> ServiceEndpoint.Port? {
    switch port.target {
    case .range(let range): return ServiceEndpoint.Port(ipProtocol: port.ipProtocol, port: range.lowerBound)
    case .name(let name):
      let found = pod.ports.first { $0.name == name && $0.ipProtocol == port.ipProtocol }
      return found.map { ServiceEndpoint.Port(ipProtocol: $0.ipProtocol, port: $0.port) }
    }
  }
}
