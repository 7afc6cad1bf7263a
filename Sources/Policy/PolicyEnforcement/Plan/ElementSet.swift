import NetTypes

/// The type of a part of a key.
public enum KeyType: Hashable, Sendable {
  /// An address of a family.
  case address(AddressFamily)
  /// The name of an interface.
  case interface
  /// An IP protocol.
  case ipProtocol
  /// A port.
  case port
}

/// A value in a key.
public enum KeyValue: Hashable, Sendable {
  /// An address.
  case address(IPAddress)
  /// From the first address to the last; only in a set of ranges.
  case range(AddressRange)
  /// The name of an interface.
  case interface(String)
  /// An IP protocol.
  case ipProtocol(UInt8)
  /// A port.
  case port(UInt16)
}

/// A named set.
public struct ElementSet: Hashable, Sendable {
  /// The types of the parts of its elements.
  public var key: [KeyType]
  /// Whether its elements are ranges of addresses, apart from each other; else each is looked up by its hash.
  public var isRanges: Bool
  /// The elements, each with as many values as the key has types.
  public var elements: Set<[KeyValue]>

  /// Joins the parts.
  public init(key: [KeyType], isRanges: Bool = false, elements: Set<[KeyValue]> = []) {
    self.key = key
    self.isRanges = isRanges
    self.elements = elements
  }
}

/// A named map to chains.
public struct VerdictMap: Hashable, Sendable {
  /// The types of the parts of its keys.
  public var key: [KeyType]
  /// Where each key leads.
  public var elements: [[KeyValue]: String]

  /// Joins the parts.
  public init(key: [KeyType], elements: [[KeyValue]: String] = [:]) {
    self.key = key
    self.elements = elements
  }
}
