/// A label's name or value, compared byte by byte.
///
/// Swift's `String` compares by canonical equivalence: "é" in one scalar and in two are equal, the Kelvin sign is a K. For a policy they
/// are different values, as they are for everyone else who reads the same manifest.
public struct LabelText: Hashable, Comparable, Sendable {
  /// The text as Swift has it.
  public let string: String

  /// Takes the bytes of the text as they are.
  public init(_ string: String) {
    var string = string
    string.makeContiguousUTF8()
    self.string = string
  }

  /// Byte by byte.
  public static func == (left: LabelText, right: LabelText) -> Bool {
    left.string.utf8.count == right.string.utf8.count && left.string.utf8.elementsEqual(right.string.utf8)
  }

  /// The order of the bytes, not of a language.
  public static func < (left: LabelText, right: LabelText) -> Bool { left.string.utf8.lexicographicallyPrecedes(right.string.utf8) }

  /// Feeds the bytes and where they end.
  public func hash(into hasher: inout Hasher) {
    withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(0xFF as UInt8)
  }

  /// Whether the part occurs anywhere; the empty part does.
  func contains(_ part: LabelText) -> Bool {
    withBytes { hay in
      part.withBytes { needle in
        if needle.count > hay.count { return false }
        return (0...(hay.count - needle.count)).contains { hay[$0..<($0 + needle.count)].elementsEqual(needle) }
      }
    }
  }

  func starts(with part: LabelText) -> Bool { string.utf8.starts(with: part.string.utf8) }

  func ends(with part: LabelText) -> Bool { string.utf8.reversed().starts(with: part.string.utf8.reversed()) }

  /// The initializer has made the storage contiguous, so the copy is never taken.
  private func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    string.utf8.withContiguousStorageIfAvailable(body) ?? Array(string.utf8).withUnsafeBufferPointer(body)
  }
}

extension LabelText: ExpressibleByStringLiteral, CustomStringConvertible {
  /// A text in source code.
  public init(stringLiteral value: String) { self.init(value) }

  /// The text.
  public var description: String { string }
}
