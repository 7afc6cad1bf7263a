import NetTypes

/// An address as a number, left-aligned as in ``IPPrefix``; only those of one family are ever compared.
typealias AddressKey = UInt128

extension IPAddress {
  var key: AddressKey {
    switch self {
    case .v4(let address): UInt128(UInt64(address.rawValue) << 32) << 64
    case .v6(let address): UInt128(address.high) << 64 | UInt128(address.low)
    }
  }
}

extension IPPrefix {
  /// The first and the last address.
  var keys: ClosedRange<AddressKey> {
    let first = UInt128(high) << 64 | UInt128(low)
    return first...(length == 0 ? .max : first | (length >= 128 ? 0 : UInt128.max >> UInt128(length)))
  }
}
