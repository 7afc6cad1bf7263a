import NetTypes
import Resources

/// Somebody whose addresses selectors can mean: a workload, a host endpoint, a network set or a node.
struct AddressOwner: Hashable, Sendable {
  var prefixes: [IPPrefix]
  var ports: [WorkloadPort] = []
  var labels: OwnerLabels
}

/// The labels of each source that somebody has; nil where he has none of that source.
struct OwnerLabels: Hashable, Sendable {
  var effective: [String: String]?
  var pod: [String: String]?
  var namespace: [String: String]?
  var node: [String: String]?

  subscript(source: LabelSource) -> [String: String]? {
    switch source {
    case .effective: effective
    case .pod: pod
    case .namespace: namespace
    case .node: node
    }
  }
}
