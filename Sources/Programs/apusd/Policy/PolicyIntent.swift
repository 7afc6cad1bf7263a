import NetTypes
import PolicyEnforcement
import Resources

/// What policy is to be on this node: everything that a verdict depends on, and what the node knows of itself.
struct PolicyIntent: Sendable {
  var model: PolicyModel
  var view: NodeView
  /// Whether the kernel is to hold rules: enforcement is on, and there is a policy in force. Without one nothing is touched, so that a node
  /// that only speaks BGP is as if there were no policy at all; staged policies do not count.
  var isEnforced: Bool

  /// `runtime` are the workloads of the API, `hostAddresses` the interfaces of the node's own addresses.
  init(_ configuration: NodeConfiguration, runtime: [Workload], hostAddresses: [IPAddress: String]) {
    let node = configuration.node
    model = configuration.policyModel
    view = NodeView(node: node.name)
    view.hostInterfaces = hostAddresses
    let added = Set(runtime.map(\.qualifiedName))
    if !added.isEmpty {
      model.workloads.removeAll { added.contains($0.qualifiedName) }
      model.workloads += runtime.map { $0.endpoint(on: node.name) }
    }
    for workload in configuration.workloads + runtime { view.interfaces[workload.qualifiedName] = workload.interface }
    isEnforced = configuration.policy.enforcement == .nftables && configuration.policyModel.policies.contains { $0.stagedAction == nil }
    let own = Self.global(hostAddresses.keys)
    if let place = model.nodes.firstIndex(where: { $0.name == node.name }) {
      model.nodes[place].addresses += own.filter { !model.nodes[place].addresses.contains($0) }
    } else if !own.isEmpty {
      model.nodes.append(ClusterNode(name: node.name, labels: node.labels, addresses: own))
    }
  }

  /// The addresses by which others know the node, in order: those of a link or of the host alone are everybody's.
  private static func global(_ addresses: some Sequence<IPAddress>) -> [IPAddress] {
    addresses.filter { WorkloadRule<IPAddress>.address.accepts($0) }.sorted()
  }
}

extension NodeDaemon {
  /// What policy is to be, as it is now or would be with another configuration.
  func policyIntent(with configuration: NodeConfiguration? = nil) -> PolicyIntent {
    let addresses = kernelBridge.hostAddresses
    let (current, runtime) = state.withLock { ($0.configuration, $0.runtimeWorkloads) }
    return PolicyIntent(configuration ?? current, runtime: runtime, hostAddresses: addresses)
  }

  /// Tells the policy thread everything that policy depends on, as it is now.
  func declarePolicy() {
    let addresses = kernelBridge.hostAddresses
    // Told under the lock: whoever tells later knows more.
    state.withLock { state in
      policy.tell(.everything(PolicyIntent(state.configuration, runtime: state.runtimeWorkloads, hostAddresses: addresses)))
    }
  }

  /// Tells the policy thread of one workload of the API, as it is now.
  func declarePolicy(of name: String, in namespace: String) {
    let addresses = kernelBridge.hostAddresses
    state.withLock { state in
      if let workload = state.runtimeWorkloads.first(where: { $0.name == name && $0.namespace == namespace }) {
        policy.tell(.workload(workload.endpoint(on: state.configuration.node.name), interface: workload.interface))
      } else if state.configuration.policyModel.workloads.contains(where: { $0.name == name && $0.namespace == namespace }) {
        // Something else of this name comes to light.
        policy.tell(.everything(PolicyIntent(state.configuration, runtime: state.runtimeWorkloads, hostAddresses: addresses)))
      } else {
        policy.tell(.removal("\(namespace)/\(name)"))
      }
    }
  }
}
