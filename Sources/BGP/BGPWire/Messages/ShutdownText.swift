/// The text that goes with an administrative shutdown or reset (RFC 9003 §2): a length octet and UTF-8.
enum ShutdownText {
  /// Length and text, cut at a character to at most 255 octets; a single zero without text.
  static func encode(_ text: String?) -> [UInt8] {
    guard let text, !text.isEmpty else { return [0] }
    var octets: [UInt8] = []
    for character in text {
      let next = Array(String(character).utf8)
      if octets.count + next.count > 255 { break }
      octets += next
    }
    return [UInt8(octets.count)] + octets
  }

  /// The text, nil where there is none. Broken UTF-8 is repaired, since it only goes to people; a length that does not fit
  /// is taken as "up to the end" (RFC 9003 §4: log it, do not fail on it).
  static func decode(_ data: some Collection<UInt8>) -> String? {
    guard let length = data.first, length > 0 else { return nil }
    let octets = data.dropFirst().prefix(Int(length))
    return octets.isEmpty ? nil : String(decoding: octets, as: UTF8.self)
  }
}
