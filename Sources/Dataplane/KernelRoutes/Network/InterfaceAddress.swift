import NetTypes

/// An address of this node on an interface.
public struct InterfaceAddress: Hashable, Sendable {
  /// The interface.
  public var interfaceIndex: UInt32
  /// The address itself.
  public var address: IPAddress
  /// The length of the connected prefix, in bits.
  public var prefixLength: UInt8

  /// Joins the parts.
  public init(interfaceIndex: UInt32, address: IPAddress, prefixLength: UInt8) {
    self.interfaceIndex = interfaceIndex
    self.address = address
    self.prefixLength = prefixLength
  }
}
