import ControlAPI
import NetTypes
import PolicyEvaluator
import Resources

/// What lies between two models of policy: which policies, and who may then talk to whom.
struct VerdictDiff {
  private let old: PolicyModel
  private let new: PolicyModel

  init(_ old: PolicyModel, _ new: PolicyModel) { (self.old, self.new) = (old, new) }

  // MARK: Policies

  /// Policies that come, go or become others, in the order of their names.
  var policies: [ReloadDiff.Change] {
    differing.map { id, before, after in
      let action: ReloadDiff.Action = before == nil ? .add : after == nil ? .remove : .change
      return ReloadDiff.Change(action, "policy \(id)", effect: .none)
    }
  }

  private var differing: [(id: PolicyID, before: Policy?, after: Policy?)] {
    let before = Dictionary(old.policies.map { ($0.id, $0) }) { first, _ in first }
    let after = Dictionary(new.policies.map { ($0.id, $0) }) { first, _ in first }
    return Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted { $0.orderText < $1.orderText }
      .map { ($0, before[$0], after[$0]) }
  }

  // MARK: Flows

  /// Pairs of workloads whose verdict changes, to the ports that the changed policies and the destinations name. A large cluster has too
  /// many pairs to look at: that is said then.
  func flows() -> [ReloadDiff.Change] {
    if old == new { return [] }
    do throws(CompilationFaults) {
      return flows(from: try CompiledPolicies(old), to: try CompiledPolicies(new))
    } catch {
      let faults = error.faults.map(\.description).joined(separator: "; ")
      return [.init(.change, "flows", effect: .none, why: "cannot be compared: \(faults)")]
    }
  }

  private func flows(from before: CompiledPolicies, to after: CompiledPolicies) -> [ReloadDiff.Change] {
    let workloads = new.workloads.filter { !$0.addresses.isEmpty }.sorted { $0.qualifiedName < $1.qualifiedName }
    let named = namedTargets
    if workloads.count * workloads.count * max(1, named.count) > Self.mostFlows {
      return [.init(.change, "flows", effect: .none, why: "too many pairs to compare")]
    }
    var changes: [ReloadDiff.Change] = []
    for source in workloads {
      for destination in workloads where source.qualifiedName != destination.qualifiedName {
        for target in named.union(destination.targets).sorted(by: { $0.description < $1.description }) {
          let flow = target.flow(from: source.party, to: destination.party)
          // An end that only one of the models knows has no verdict to change.
          guard let was = try? before.verdict(of: flow), let becomes = try? after.verdict(of: flow), was.verdict != becomes.verdict else {
            continue
          }
          changes.append(Self.change("flow \(source.qualifiedName) to \(destination.qualifiedName) \(target)", was, becomes))
        }
      }
    }
    return changes
  }

  private static let mostFlows = 500_000

  private static func change(_ subject: String, _ was: FlowVerdict, _ becomes: FlowVerdict) -> ReloadDiff.Change {
    .init(
      .change, subject, fields: [.init("verdict", old: was.verdict.rawValue, new: becomes.verdict.rawValue)], effect: .none,
      why: becomes.decider)
  }

  /// The ports that rules of changed policies name; of a range the first.
  private var namedTargets: Set<FlowTarget> {
    let rules = differing.flatMap { [$0.before, $0.after].compactMap(\.self) }.flatMap { ($0.ingress ?? []) + ($0.egress ?? []) }
    return Set(
      rules.flatMap { rule in
        (rule.destination.ports + rule.destination.notPorts).compactMap { port -> FlowTarget? in
          guard case .range(let range) = port else { return nil }
          return FlowTarget(ipProtocol: rule.ipProtocol ?? IPProtocol.tcp, port: range.lowerBound)
        }
      })
  }
}

extension FlowVerdict {
  /// What decided: of a denied flow the end that denies.
  fileprivate var decider: String {
    egress.verdict == .deny ? "egress by \(egress.reason)" : "ingress by \(ingress.reason)"
  }
}

extension WorkloadEndpoint {
  /// The workload as an end of a flow.
  var party: FlowParty { .workload(namespace: namespace, name: name) }

  /// Its named ports; for one without any TCP 80.
  var targets: [FlowTarget] {
    if ports.isEmpty { return [FlowTarget(ipProtocol: IPProtocol.tcp, port: 80)] }
    return ports.map { FlowTarget(ipProtocol: $0.ipProtocol, port: $0.port) }
  }
}
