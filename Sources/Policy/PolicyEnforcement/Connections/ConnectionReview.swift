import NetTypes
import PolicyEvaluator
import Resources

/// Whether connections that exist would be allowed now, as far as this node has a say: by the evaluator itself.
public struct ConnectionReview: Sendable {
  private let policies: CompiledPolicies
  private let locals: Set<IPAddress>

  /// `policies` are those of the model in force.
  public init(_ policies: CompiledPolicies, of model: PolicyModel, for view: NodeView) {
    self.policies = policies
    let workloads = model.workloads.filter { $0.node == view.node && $0.isPoliced && !$0.isHostNetworked }
    let nodes = LabelInheritance.nodes(of: model).filter { $0.name == view.node }
    let hosts = model.hosts.filter { $0.node == view.node }
    locals = Set(workloads.flatMap(\.addresses) + nodes.flatMap(\.addresses) + hosts.flatMap(\.expectedIPs))
  }

  /// Whether the end that is here denies the connection, given by its first packet.
  public func denies(_ flow: Flow) -> Bool {
    guard case .address(let source) = flow.source, case .address(let destination) = flow.destination,
      locals.contains(source) || locals.contains(destination), let verdict = try? policies.verdict(of: flow)
    else { return false }
    return locals.contains(source) && verdict.egress.verdict == .deny || locals.contains(destination) && verdict.ingress.verdict == .deny
  }
}
