import NetTypes

extension ExtendedCommunity: LosslessStringConvertible {
  /// `rt:64512:1`, `soo:10.0.0.1:1`, `rt:4200000000:1`, `ov:valid`; others as 16 hex digits behind `0x`.
  ///
  /// A four-octet AS number that would fit in two octets is written `64512L`, so that the form says which encoding it is.
  public var description: String {
    if let originValidation, rawValue & 0x0000_FFFF_FFFF_FF00 == 0, rawValue & 0xFF <= 2 { return "ov:" + originValidation.name }
    guard isTransitive, let kind = Kind(rawValue: subtype) else { return hexadecimal }
    switch rawValue >> 56 {
    case 0: return "\(kind.name):\(rawValue >> 32 & 0xFFFF):\(rawValue & 0xFFFF_FFFF)"
    case 1: return "\(kind.name):\(IPv4Address(UInt32(truncatingIfNeeded: rawValue >> 16))):\(rawValue & 0xFFFF)"
    case 2:
      let number = rawValue >> 16 & 0xFFFF_FFFF
      return "\(kind.name):\(number)\(number <= 0xFFFF ? "L" : ""):\(rawValue & 0xFFFF)"
    default: return hexadecimal
    }
  }

  private var hexadecimal: String { "0x" + HexText.encode(withUnsafeBytes(of: rawValue.bigEndian) { Array($0) }) }

  /// Reads the forms of ``description``.
  public init?(_ text: String) {
    if text.hasPrefix("0x") {
      guard let octets = HexText.decode(text.dropFirst(2)), octets.count == 8 else { return nil }
      self.init(rawValue: octets.reduce(0) { $0 << 8 | UInt64($1) })
    } else if text.hasPrefix("ov:") {
      guard let state = OriginValidation.allCases.first(where: { $0.name == text.dropFirst(3) }) else { return nil }
      self.init(state)
    } else {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 3, let kind = Kind.allCases.first(where: { $0.name == parts[0] }),
        let local = DecimalParts.number(parts[2])
      else { return nil }
      self.init(kind, administrator: parts[1], local)
    }
  }

  private init?(_ kind: Kind, administrator: Substring, _ local: UInt32) {
    if let address = IPv4Address(String(administrator)) {
      guard let local = UInt16(exactly: local) else { return nil }
      self.init(kind, address, local)
      return
    }
    let isWide = administrator.hasSuffix("L")
    guard let number = DecimalParts.number(isWide ? administrator.dropLast() : administrator) else { return nil }
    if let narrow = UInt16(exactly: number), !isWide {
      self.init(kind, as2: narrow, local)
    } else {
      guard let local = UInt16(exactly: local) else { return nil }
      self.init(kind, as4: number, local)
    }
  }
}
