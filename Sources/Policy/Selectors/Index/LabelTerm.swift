/// Something that can be true of a set of labels, in interned texts: a label has a value, or is there at all.
struct LabelTerm: Hashable, Sendable {
  let key: UInt32
  let value: UInt32

  /// The first identifier that a text gets; those below have a meaning.
  static let firstText: UInt32 = 2

  /// The label has this value.
  init(_ key: UInt32, _ value: UInt32) { (self.key, self.value) = (key, value) }

  /// As one number: half the work of two.
  func hash(into hasher: inout Hasher) { hasher.combine(UInt64(key) << 32 | UInt64(value)) }

  /// The label is there, with whatever value.
  static func presence(_ key: UInt32) -> LabelTerm { LabelTerm(key, 0) }

  /// The value as a text matters, so that each change of it does.
  static func anyValue(_ key: UInt32) -> LabelTerm { LabelTerm(key, 1) }

  /// What is true of every set of labels.
  static let always = LabelTerm(0, 0)
}
