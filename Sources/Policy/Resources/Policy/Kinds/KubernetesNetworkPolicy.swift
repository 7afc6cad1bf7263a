import NetTypes

/// A NetworkPolicy of networking.k8s.io/v1.
public struct KubernetesNetworkPolicy: Hashable, Sendable {
  /// The namespace.
  public var namespace: String
  /// The name.
  public var name: String
  /// `spec.podSelector`; empty is every pod of the namespace.
  public var podSelector = ObjectSelector()
  /// `spec.policyTypes`; empty is the default, see ``directions``.
  public var policyTypes: Set<TrafficDirection> = []
  /// `spec.ingress`.
  public var ingress: [Rule] = []
  /// `spec.egress`.
  public var egress: [Rule] = []

  /// A policy that selects all pods of the namespace and allows nothing in.
  public init(namespace: String, name: String) {
    self.namespace = namespace
    self.name = name
  }

  /// What one of these peers may do on one of these ports.
  public struct Rule: Hashable, Sendable {
    /// `from` or `to`; empty is anybody.
    public var peers: [Peer]
    /// `ports`; empty is everything.
    public var ports: [Port]

    /// Joins the parts.
    public init(peers: [Peer] = [], ports: [Port] = []) {
      self.peers = peers
      self.ports = ports
    }
  }

  /// An element of `from` or `to`.
  public enum Peer: Hashable, Sendable {
    /// `ipBlock`.
    case block(IPPrefix, except: [IPPrefix])
    /// `namespaceSelector` and `podSelector`: the namespaces that match, or that of the policy; the pods that match, or all.
    case pods(namespaces: ObjectSelector?, pods: ObjectSelector?)
  }

  /// An element of `ports`.
  public struct Port: Hashable, Sendable {
    /// `protocol`.
    public var ipProtocol: UInt8
    /// `port` and `endPort`; nil is every port of the protocol.
    public var port: PortMatch?

    /// Joins the parts.
    public init(ipProtocol: UInt8 = IPProtocol.tcp, port: PortMatch? = nil) {
      self.ipProtocol = ipProtocol
      self.port = port
    }
  }

  /// The directions that the policy isolates. Without `policyTypes`: ingress always, egress if it has a rule.
  public var directions: Set<TrafficDirection> {
    if !policyTypes.isEmpty { return policyTypes }
    return egress.isEmpty ? [.ingress] : [.ingress, .egress]
  }
}
