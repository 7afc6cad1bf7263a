import NetTypes
import Resources
import Selectors

/// A resource as it was read, with its fields, so that what only the whole configuration shows can still be said at its place.
struct Draft<Spec> {
  /// The resource; required values that were missing have a stand-in, which never leaves the reader because that is an error.
  var spec: Spec
  /// Where it was written.
  let fields: FieldReader
}

/// A WorkloadEndpoint as it was read.
struct WorkloadDraft {
  /// The node that it is on, when it names one.
  var node: String?
  /// As BGP sees it.
  var workload: Draft<Workload>
  /// As policy sees it.
  var endpoint: WorkloadEndpoint
}

/// A peer as it was read.
struct PeerDraft {
  /// Which nodes a peer is meant for.
  enum Audience {
    /// Every node.
    case everyNode
    /// The node of this name.
    case node(String)
    /// Nodes with such labels.
    case nodes(Selector)
  }

  /// The peer.
  var spec: BGPPeerSpec
  /// Where it was written.
  let fields: FieldReader
  /// Which nodes it is meant for.
  var audience: Audience = .everyNode
  /// `sourceAddress: UseNodeIP`.
  var usesNodeAddress = false
  /// What the peer waits for, when it cannot come up with what this version knows.
  var pending: String?

  /// Whether the peer is meant for this node.
  func isMeant(for node: NodeIdentity) -> Bool {
    switch audience {
    case .everyNode: true
    case .node(let name): name == node.name
    case .nodes(let selector): selector.matches(node.labels)
    }
  }
}
