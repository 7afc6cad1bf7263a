import BGPWire
import NetTypes

/// Looks attributes up in canonical bytes (ascending type codes, see BGPWire) without decoding them.
///
/// The bytes are our own; the bounds are checked all the same, and what does not fit is as if absent.
public struct CanonicalAttributes {
  private let bytes: UnsafeRawBufferPointer

  /// Reads these bytes.
  public init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The value of an attribute, nil when it is absent.
  public func value(of code: UInt8) -> UnsafeRawBufferPointer? {
    var offset = 0
    while bytes.count - offset >= 3 {
      let isExtended = bytes[offset] & 0x10 != 0  // RFC 4271 §4.3: the Extended Length bit
      let header = isExtended ? 4 : 3
      guard bytes.count - offset >= header else { return nil }
      let length = isExtended ? Int(bytes[offset + 2]) << 8 | Int(bytes[offset + 3]) : Int(bytes[offset + 2])
      guard bytes.count - offset - header >= length else { return nil }
      if bytes[offset + 1] == code {
        return UnsafeRawBufferPointer(rebasing: bytes[(offset + header)..<(offset + header + length)])
      }
      if bytes[offset + 1] > code { return nil }
      offset += header + length
    }
    return nil
  }

  /// Whether COMMUNITIES (8) or LARGE_COMMUNITY (32) holds the value.
  public func contains(_ community: FilterCommunity) -> Bool {
    switch community {
    case .standard(let value):
      guard let values = self.value(of: 8) else { return false }
      return stride(from: 0, to: values.count - 3, by: 4).contains { Self.word(values, $0) == value }
    case .large(let global, let first, let second):
      guard let values = self.value(of: 32) else { return false }
      return stride(from: 0, to: values.count - 11, by: 12).contains {
        Self.word(values, $0) == global && Self.word(values, $0 + 4) == first && Self.word(values, $0 + 8) == second
      }
    }
  }

  /// Whether AS_PATH begins with the numbers, in AS_SEQUENCE segments: sets have no order to begin with.
  public func pathBegins(with prefix: [ASNumber]) -> Bool {
    guard let path = value(of: 2) else { return prefix.isEmpty }
    var matched = 0
    var offset = 0
    while matched < prefix.count, path.count - offset >= 2, path[offset] == 2 {
      let count = Int(path[offset + 1])
      guard path.count - offset - 2 >= 4 * count else { return false }
      for index in 0..<min(count, prefix.count - matched)
      where Self.word(path, offset + 2 + 4 * index) != prefix[matched + index].rawValue {
        return false
      }
      matched += min(count, prefix.count - matched)
      offset += 2 + 4 * count
    }
    return matched == prefix.count
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
    UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
}
