import NetTypes
import Resources

/// Somebody who has addresses: a workload, a host endpoint, a network set or a node.
struct AddressHolder: Sendable {
  enum Kind: Sendable {
    case workload
    case host
    case networkSet
    case node
  }

  var kind: Kind
  var name: String
  /// The node of a workload, a host endpoint, or the node itself.
  var node: String?
  var addresses: [IPAddress] = []
  var profiles: [String] = []
  var ports: [WorkloadPort] = []
  var isPoliced = true
  var isHostNetworked = false
  var isAllInterfaces = false
  var labels = LabelIdentity()
  /// The place of its class among the classes; only endpoints have one.
  var endpointClass = -1
}

/// The labels of somebody, by their numbers: who has the same is selected by the same.
struct LabelIdentity: Hashable, Sendable {
  var effective: Int?
  var pod: Int?
  var namespace: Int?
  var node: Int?

  subscript(source: LabelSource) -> Int? {
    switch source {
    case .effective: effective
    case .pod: pod
    case .namespace: namespace
    case .node: node
    }
  }
}
