import NetTypes

/// The End-of-RIB markers (RFC 4724 §2).
public enum EndOfRIB {
  /// The whole message: an empty UPDATE for IPv4, an empty MP_UNREACH_NLRI for IPv6.
  public static func bytes(_ family: AddressFamily) -> [UInt8] {
    switch family {
    case .ipv4: WireBytes.message(.update, [0, 0, 0, 0])
    case .ipv6: WireBytes.message(.update, [0, 0, 0, 6, 0x80, 15, 3, 0, 2, 1])
    }
  }
}
