import NetTypes

/// AS_PATH for people and for tests; the decision process reads ``AttributeFields`` instead.
public struct ASPath: Hashable, Sendable {
  /// A part of the path.
  public struct Segment: Hashable, Sendable {
    /// What the numbers mean.
    public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
      /// Unordered, of an aggregate; deprecated (RFC 9774).
      case set = 1
      /// In order, the last passed first.
      case sequence = 2
      /// In order, inside our confederation (RFC 5065).
      case confederationSequence = 3
      /// Unordered, inside our confederation; deprecated (RFC 9774).
      case confederationSet = 4

      /// Whether it belongs to a confederation.
      public var isConfederation: Bool { self == .confederationSequence || self == .confederationSet }
      /// Whether it has no order.
      public var isSet: Bool { self == .set || self == .confederationSet }
    }
    /// What the numbers mean.
    public var kind: Kind
    /// The ASes.
    public var numbers: [ASNumber]
    /// Joins the parts.
    public init(_ kind: Kind, _ numbers: [ASNumber]) {
      self.kind = kind
      self.numbers = numbers
    }
  }

  /// The parts, nearest first.
  public var segments: [Segment]

  /// Joins the parts.
  public init(segments: [Segment]) { self.segments = segments }

  /// A path of one sequence, empty for no numbers.
  public init(sequence numbers: [ASNumber]) { segments = numbers.isEmpty ? [] : [Segment(.sequence, numbers)] }

  /// Reads the four-octet form; nil when it is malformed.
  init?(_ value: UnsafeRawBufferPointer) {
    segments = []
    var cursor = WireCursor(value)
    while !cursor.isAtEnd {
      guard let code = cursor.readUInt8(), let kind = Segment.Kind(rawValue: code), let count = cursor.readUInt8() else { return nil }
      var numbers: [ASNumber] = []
      for _ in 0..<count {
        guard let number = cursor.readUInt32() else { return nil }
        numbers.append(ASNumber(number))
      }
      segments.append(Segment(kind, numbers))
    }
  }

  /// Every AS of the path in order, those of sets among them.
  public var numbers: [ASNumber] { segments.flatMap(\.numbers) }
}

extension ASPath: CustomStringConvertible {
  /// Plain decimal (RFC 5396): `64512 64513`, sets in braces, confederation parts in parentheses or brackets.
  public var description: String {
    segments.map { segment in
      let list = segment.numbers.map(\.description)
      switch segment.kind {
      case .sequence: return list.joined(separator: " ")
      case .set: return "{" + list.joined(separator: ",") + "}"
      case .confederationSequence: return "(" + list.joined(separator: " ") + ")"
      case .confederationSet: return "[" + list.joined(separator: ",") + "]"
      }
    }.joined(separator: " ")
  }
}
