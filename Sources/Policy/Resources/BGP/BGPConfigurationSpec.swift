import NetTypes

/// A Calico BGPConfiguration, as far as it has an effect here: defaults for nodes whose own file does not say otherwise.
public struct BGPConfigurationSpec: Hashable, Sendable {
  /// `default` for every node, `node.NAME` for one.
  public var name: String
  /// The AS of nodes.
  public var asNumber: ASNumber?
  /// The TCP port of nodes.
  public var listenPort: UInt16?
  /// Communities of own routes by prefix, names already replaced by values.
  public var prefixAdvertisements: [PrefixAdvertisement] = []

  /// A configuration that says nothing.
  public init(name: String) { self.name = name }
}
