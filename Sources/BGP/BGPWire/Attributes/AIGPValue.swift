/// What the TLVs of AIGP say (RFC 7311 §3).
enum AIGPValue {
  /// Well-formed, with a metric: that of the first TLV of type 1.
  case metric(UInt64)
  /// Well-formed, without a TLV of type 1.
  case noMetric
  /// A TLV is shorter than its header, runs over the end, or is of type 1 with another length than 11.
  case malformed

  /// Reads the TLVs.
  static func read(_ value: UnsafeRawBufferPointer) -> AIGPValue {
    var cursor = WireCursor(value)
    var metric: UInt64?
    while !cursor.isAtEnd {
      guard let type = cursor.readUInt8(), let length = cursor.readUInt16(), length >= 3 else { return .malformed }
      if type == 1 {
        guard length == 11, let number = cursor.readUInt64() else { return .malformed }
        metric = metric ?? number
      } else if !cursor.skip(Int(length) - 3) {
        return .malformed
      }
    }
    return metric.map { .metric($0) } ?? .noMetric
  }
}
