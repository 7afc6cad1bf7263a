/// Short names that follow from long texts: FNV-1a, 64 bits.
enum NameHash {
  static func name(_ kind: String, _ text: String) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    let digits = String(hash, radix: 16)
    return kind + String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
