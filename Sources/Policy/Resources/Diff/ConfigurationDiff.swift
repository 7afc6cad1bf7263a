import NetTypes

/// What changes when one configuration follows another, and what that costs: computed before anything is applied.
public struct ConfigurationDiff: Hashable, Sendable {
  /// Peers that are new, gone or different, by name.
  public var peers: [PeerChange] = []
  /// Settings of the node that are different.
  public var settings: [FieldChange] = []
  /// Filters that are new, gone or different, by name; peers that use them are evaluated again.
  public var filters: [NamedChange] = []
  /// Workloads that are new, gone or different, as `namespace/name`.
  public var workloads: [NamedChange] = []
  /// Blocks that are new or gone.
  public var blocks: [NamedChange] = []

  /// No difference.
  public init() {}

  /// Whether nothing is different.
  public var isEmpty: Bool { peers.isEmpty && settings.isEmpty && filters.isEmpty && workloads.isEmpty && blocks.isEmpty }

  /// The names of peers whose session ends, to come back or for good; peers that are new or stay as they are are not among them.
  public var resetPeers: [String] { peers.filter(\.resetsSession).map(\.name) }

  /// Whether a change needs the daemon to be started again to take effect.
  public var needsRestart: Bool { settings.contains { $0.effect == .restart } }

  /// Compares two configurations; both have been checked.
  public static func between(_ old: NodeConfiguration, _ new: NodeConfiguration) -> ConfigurationDiff {
    var diff = ConfigurationDiff()
    diff.settings = FieldChange.between(old, new, SettingField.all)
    diff.filters = NamedChange.between(old.bgp.filters, new.bgp.filters, name: \.name)
    diff.workloads = NamedChange.between(old.workloads, new.workloads, name: \.qualifiedName)
    diff.blocks = NamedChange.between(old.blocks, new.blocks, name: \.description)
    diff.peers = peers(old.bgp, new.bgp)
    return diff
  }

  private static func peers(_ old: BGPSettings, _ new: BGPSettings) -> [PeerChange] {
    let before = Dictionary(old.peers.map { ($0.name, $0) }) { first, _ in first }
    let after = Dictionary(new.peers.map { ($0.name, $0) }) { first, _ in first }
    var result = NamedChange.between(old.peers, new.peers, name: \.name).filter { $0.kind != .changed }.map {
      PeerChange(name: $0.name, kind: $0.kind)
    }
    for (name, peer) in before {
      guard let next = after[name] else { continue }
      let (peer, now) = (PeerOfNode(peer, of: old), PeerOfNode(next, of: new))
      let isReset = now.isReset(from: peer)
      guard isReset || peer.peer != now.peer else { continue }
      result.append(PeerChange(name: name, kind: .changed, fields: fields(peer, now), isResetByNode: isReset))
    }
    return result.sorted { $0.name < $1.name }
  }

  /// A peer that was kept down has no session to end.
  private static func fields(_ old: PeerOfNode, _ new: PeerOfNode) -> [FieldChange] {
    FieldChange.between(old, new, PeerField.all).map { change in
      var change = change
      if !old.enabled && change.effect == .reset { change.effect = .nextSession }
      return change
    }
  }
}

/// What happened to something with a name.
public struct NamedChange: Hashable, Sendable {
  /// What happened.
  public enum Kind: String, Hashable, Sendable {
    /// It is new.
    case added
    /// It is gone.
    case removed
    /// It is different.
    case changed
  }

  /// The name.
  public var name: String
  /// What happened.
  public var kind: Kind

  /// Joins the parts.
  public init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }

  /// Every difference between two lists whose items have unique names, by name.
  public static func between<Item: Hashable>(_ old: [Item], _ new: [Item], name: (Item) -> String) -> [NamedChange] {
    let before = Dictionary(old.map { (name($0), $0) }) { first, _ in first }
    let after = Dictionary(new.map { (name($0), $0) }) { first, _ in first }
    let added = after.keys.filter { before[$0] == nil }.map { NamedChange(name: $0, kind: .added) }
    let others = before.compactMap { name, item -> NamedChange? in
      guard let now = after[name] else { return NamedChange(name: name, kind: .removed) }
      return now == item ? nil : NamedChange(name: name, kind: .changed)
    }
    return (added + others).sorted { $0.name < $1.name }
  }
}

/// What happened to a peer.
public struct PeerChange: Hashable, Sendable {
  /// The name.
  public var name: String
  /// What happened.
  public var kind: NamedChange.Kind
  /// What is different, when the peer stays.
  public var fields: [FieldChange]
  /// Whether a setting of the node resets every session.
  public var isResetByNode: Bool

  /// Joins the parts.
  public init(name: String, kind: NamedChange.Kind, fields: [FieldChange] = [], isResetByNode: Bool = false) {
    self.name = name
    self.kind = kind
    self.fields = fields
    self.isResetByNode = isResetByNode
  }

  /// Whether a session that is up ends.
  public var resetsSession: Bool { kind == .removed || isResetByNode || fields.contains { $0.effect == .reset } }
}
