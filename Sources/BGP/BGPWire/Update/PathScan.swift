import NetTypes

/// One walk over AS_PATH that checks its syntax and collects what the decision process wants of it (RFC 4271 §4.3 b).
struct PathScan {
  /// Length of RFC 4271 §9.1.2.2 a: a set counts one, confederation segments none (RFC 5065 §5.3).
  private(set) var length = 0
  /// The type of the first segment, 0 for an empty path.
  private(set) var firstKind: UInt8 = 0
  /// The first AS of the first segment, 0 for an empty path.
  private(set) var first: UInt32 = 0
  /// The first AS of the first AS_SEQUENCE, 0 without one.
  private(set) var neighbor: UInt32 = 0
  /// The last AS outside of a confederation, 0 without one.
  private(set) var origin: UInt32 = 0
  /// Whether there is an AS_SET or AS_CONFED_SET.
  private(set) var hasSet = false
  /// Whether there are confederation segments.
  private(set) var hasConfederation = false
  /// Whether there is an AS 0.
  private(set) var hasZero = false
  /// Whether every segment was read; the other members mean nothing when not.
  private(set) var isWellFormed = true

  /// Walks over a path of four octets a number, or two.
  init(_ value: UnsafeRawBufferPointer, wide: Bool) {
    var cursor = WireCursor(value)
    while !cursor.isAtEnd {
      // RFC 7606 §7.2: unknown type, overrun, underrun (one octet is left) and empty segments are malformed.
      guard let kind = cursor.readUInt8(), let count = cursor.readUInt8(), kind &- 1 < 4, count > 0,
        let numbers = cursor.readBytes(Int(count) &* (wide ? 4 : 2))
      else {
        isWellFormed = false
        return
      }
      note(kind, Int(count), numbers, wide)
    }
  }

  @inline(__always)
  private mutating func note(_ kind: UInt8, _ count: Int, _ numbers: UnsafeRawBufferPointer, _ wide: Bool) {
    var cursor = WireCursor(numbers)
    var last = wide ? cursor.readUInt32() ?? 0 : UInt32(cursor.readUInt16() ?? 0)
    let head = last
    if last == 0 { hasZero = true }
    if wide {
      while let number = cursor.readUInt32() {
        last = number
        if number == 0 { hasZero = true }
      }
    } else {
      while let number = cursor.readUInt16() {
        last = UInt32(number)
        if number == 0 { hasZero = true }
      }
    }
    if firstKind == 0 { (firstKind, first) = (kind, head) }
    switch kind {
    case ASPath.Segment.Kind.sequence.rawValue:
      length &+= count
      if neighbor == 0 { neighbor = head }
      origin = last
    case ASPath.Segment.Kind.set.rawValue:
      length &+= 1
      hasSet = true
      origin = 0
    default:
      hasConfederation = true
      if kind == ASPath.Segment.Kind.confederationSet.rawValue { hasSet = true }
    }
  }
}
