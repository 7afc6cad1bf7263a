import NetTypes

/// Reads the AS path out of canonical attribute bytes; on purpose not with the code under test.
enum ASPathReading {
  static func asPath(_ attributes: [UInt8]) -> [ASNumber] {
    var at = 0
    while at + 3 <= attributes.count {
      let isExtended = attributes[at] & 0x10 != 0
      let length = isExtended ? Int(attributes[at + 2]) << 8 | Int(attributes[at + 3]) : Int(attributes[at + 2])
      let start = at + (isExtended ? 4 : 3)
      if attributes[at + 1] == 2 { return numbers(Array(attributes[start..<(start + length)])) }
      at = start + length
    }
    return []
  }

  private static func numbers(_ segments: [UInt8]) -> [ASNumber] {
    var result: [ASNumber] = []
    var at = 0
    while at + 2 <= segments.count {
      let count = Int(segments[at + 1])
      for index in 0..<count {
        let octets = segments[(at + 2 + 4 * index)..<(at + 6 + 4 * index)]
        result.append(ASNumber(octets.reduce(0) { $0 << 8 | UInt32($1) }))
      }
      at += 2 + 4 * count
    }
    return result
  }
}
