/// Writes an AS_PATH of four-octet numbers, number by number; neighbouring numbers of one kind share a segment as long as it has
/// room, so that equal paths are equal bytes however they were cut.
struct PathWriter {
  private var kind: UInt8 = 0
  private var numbers: UInt8 = 0
  private var countOffset = 0

  /// Appends a number to the path.
  mutating func append(_ kind: UInt8, _ number: UInt32, to output: inout AttributeOutput) {
    if kind != self.kind || numbers == 255 {
      output.append(kind)
      countOffset = output.count
      output.append(0 as UInt8)
      (self.kind, numbers) = (kind, 0)
    }
    output.append(number)
    numbers += 1
    output.replace(numbers, at: countOffset)
  }
}

/// Walks over the segments of a well-formed AS_PATH.
struct SegmentReader {
  private var cursor: WireCursor
  private let width: Int

  init(_ value: UnsafeRawBufferPointer, wide: Bool) {
    cursor = WireCursor(value)
    width = wide ? 4 : 2
  }

  /// The next segment: its type and its numbers, to be read with ``number(_:_:)``.
  mutating func next() -> (kind: UInt8, count: Int, numbers: UnsafeRawBufferPointer)? {
    guard let kind = cursor.readUInt8(), let count = cursor.readUInt8(), let numbers = cursor.readBytes(Int(count) * width) else {
      return nil
    }
    return (kind, Int(count), numbers)
  }

  /// One number of a segment.
  func number(_ index: Int, _ numbers: UnsafeRawBufferPointer) -> UInt32 {
    var cursor = WireCursor(numbers)
    guard cursor.skip(index * width) else { return 0 }
    return (width == 4 ? cursor.readUInt32() : cursor.readUInt16().map(UInt32.init)) ?? 0
  }
}
