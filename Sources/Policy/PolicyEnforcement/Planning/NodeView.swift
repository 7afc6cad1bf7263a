import NetTypes
import Resources

/// What a node knows of itself beyond the model: which interfaces lead to whom.
public struct NodeView: Hashable, Sendable {
  /// The name of the node.
  public var node: String
  /// The host's end of the link of each local workload, by the workload's `namespace/name`.
  public var interfaces: [String: String] = [:]
  /// Names of interfaces that can only be workloads', `*` at the end being any rest: whoever is behind one and unknown is cut off.
  public var workloadPatterns: [String]
  /// The interface that has an address of the host: finds the interfaces of host endpoints that give only addresses.
  public var hostInterfaces: [IPAddress: String] = [:]
  /// The nflog group of denied packets and of Log rules.
  public var logGroup: UInt16 = 1
  /// The bit of a packet's mark that says that a rule has passed the packet on to the next tier.
  public var passMark: UInt32 = 0x1000_0000
  /// The bit of a packet's mark that says that a policy before connection tracking or address translation has let it through.
  public var acceptMark: UInt32 = 0x2000_0000
  /// The bit of a connection's mark that says that policy no longer allows it.
  public var cutMark: UInt32 = 0x4000_0000

  /// A node without workloads.
  public init(node: String, workloadPatterns: [String] = ["cali*"]) {
    self.node = node
    self.workloadPatterns = workloadPatterns
  }
}
