/// One element of an AS path as JSON: a number of an AS_SEQUENCE, or a segment of another kind.
///
/// `[64512, [1, 2], {"confederationSequence": [65001]}]`: a number, a set, a confederation segment.
public enum ASPathElement: Hashable, Sendable {
  /// An AS number of an AS_SEQUENCE.
  case number(UInt32)
  /// An AS_SET.
  case set([UInt32])
  /// An AS_CONFED_SEQUENCE (RFC 5065).
  case confederationSequence([UInt32])
  /// An AS_CONFED_SET (RFC 5065).
  case confederationSet([UInt32])
}

extension ASPathElement: CustomStringConvertible {
  /// `64512`, `{1,2}`, `(65001 65002)`, `[65001,65002]`.
  public var description: String {
    func join(_ numbers: [UInt32], _ separator: String) -> String { numbers.map(String.init).joined(separator: separator) }
    return switch self {
    case .number(let number): String(number)
    case .set(let numbers): "{\(join(numbers, ","))}"
    case .confederationSequence(let numbers): "(\(join(numbers, " ")))"
    case .confederationSet(let numbers): "[\(join(numbers, ","))]"
    }
  }
}

extension ASPathElement: Codable {
  private enum CodingKeys: String, CodingKey { case confederationSequence, confederationSet }

  /// Reads a number, an array or an object.
  public init(from decoder: any Decoder) throws {
    if let keyed = try? decoder.container(keyedBy: CodingKeys.self) {
      if let numbers = try keyed.decodeIfPresent([UInt32].self, forKey: .confederationSequence) {
        self = .confederationSequence(numbers)
      } else {
        self = .confederationSet(try keyed.decode([UInt32].self, forKey: .confederationSet))
      }
      return
    }
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(UInt32.self) {
      self = .number(number)
    } else {
      self = .set(try container.decode([UInt32].self))
    }
  }

  /// Writes a number, an array or an object.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .number(let number):
      var container = encoder.singleValueContainer()
      try container.encode(number)
    case .set(let numbers):
      var container = encoder.singleValueContainer()
      try container.encode(numbers)
    case .confederationSequence(let numbers):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(numbers, forKey: .confederationSequence)
    case .confederationSet(let numbers):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(numbers, forKey: .confederationSet)
    }
  }
}
