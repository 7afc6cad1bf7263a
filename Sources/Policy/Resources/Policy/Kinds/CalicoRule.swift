import NetTypes

/// A rule of Calico's policies and profiles.
public struct CalicoRule: Hashable, Sendable {
  /// `action`.
  public var action: RuleAction
  /// `ipVersion`.
  public var family: AddressFamily?
  /// `protocol`.
  public var ipProtocol: UInt8?
  /// `notProtocol`.
  public var notProtocol: UInt8?
  /// `icmp`.
  public var icmp: ICMPMatch?
  /// `notICMP`.
  public var notICMP: ICMPMatch?
  /// `source`.
  public var source = Entity()
  /// `destination`.
  public var destination = Entity()
  /// `http`.
  public var http: HTTPMatch?

  /// A rule that matches everything.
  public init(_ action: RuleAction) { self.action = action }

  /// `source` or `destination` of a rule.
  public struct Entity: Hashable, Sendable {
    /// `nets`.
    public var nets: [IPPrefix] = []
    /// `notNets`.
    public var notNets: [IPPrefix] = []
    /// `selector`.
    public var selector = ""
    /// `notSelector`.
    public var notSelector = ""
    /// `namespaceSelector`.
    public var namespaceSelector = ""
    /// `serviceAccounts`.
    public var serviceAccounts: ServiceAccounts?
    /// `ports`.
    public var ports: [PortMatch] = []
    /// `notPorts`.
    public var notPorts: [PortMatch] = []
    /// `services`; without a namespace it is that of the policy.
    public var service: Service?

    /// Any end.
    public init() {}
  }

  /// `services` of an entity: one Service.
  public struct Service: Hashable, Sendable {
    /// `name`.
    public var name: String
    /// `namespace`.
    public var namespace: String?

    /// Joins the parts.
    public init(name: String, namespace: String? = nil) {
      self.name = name
      self.namespace = namespace
    }
  }

  /// `serviceAccounts` of an entity: both must hold.
  public struct ServiceAccounts: Hashable, Sendable {
    /// `names`; empty is no restriction.
    public var names: [String]
    /// `selector`; empty is no restriction.
    public var selector: String

    /// Joins the parts.
    public init(names: [String] = [], selector: String = "") {
      self.names = names
      self.selector = selector
    }

    /// Whether nothing is asked.
    public var isEmpty: Bool { names.isEmpty && selector.isEmpty }
  }
}
