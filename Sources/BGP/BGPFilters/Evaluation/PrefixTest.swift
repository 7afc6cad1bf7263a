import NetTypes

/// The prefix condition of a rule, flattened for the loop over a message's NLRI.
struct PrefixTest {
  let high: UInt64
  let low: UInt64
  let highMask: UInt64
  let lowMask: UInt64
  let minimum: UInt8
  let maximum: UInt8
  let isNegated: Bool
  /// What the rule says when the condition holds.
  let verdict: FilterVerdict

  /// A rule without a prefix condition; it holds for every prefix.
  init(always verdict: FilterVerdict) {
    (high, low, highMask, lowMask, minimum, maximum, isNegated) = (0, 0, 0, 0, 0, 128, false)
    self.verdict = verdict
  }

  /// The rules of Calico: `In` means the CIDR or inside, a length range narrows it, `NotIn` and `NotEqual` negate the whole.
  init(_ match: FilterRule.PrefixMatch, verdict: FilterVerdict) {
    let cidr = match.cidr
    (high, low) = (cidr.high, cidr.low)
    highMask = cidr.length == 0 ? 0 : ~UInt64(0) << UInt64(max(0, 64 - Int(cidr.length)))
    lowMask = cidr.length <= 64 ? 0 : ~UInt64(0) << UInt64(128 - Int(cidr.length))
    let isExact = match.matchOperator == .equal || match.matchOperator == .notEqual
    let width = UInt8(cidr.family.bitWidth)
    minimum = max(cidr.length, match.lengths?.minimum ?? cidr.length)
    maximum = isExact ? min(cidr.length, match.lengths?.maximum ?? cidr.length) : min(width, match.lengths?.maximum ?? width)
    isNegated = match.matchOperator == .notEqual || match.matchOperator == .notIn
    self.verdict = verdict
  }

  @inline(__always)
  func matches(high: UInt64, low: UInt64, length: UInt8) -> Bool {
    let isInside = high & highMask == self.high && low & lowMask == self.low && length >= minimum && length <= maximum
    return isInside != isNegated
  }
}

/// A filter program reduced to what is left to ask of each prefix of one attribute set.
///
/// Trivial: it points into the program that made it and is valid until the program specialises again.
public struct SpecialisedFilter {
  let tests: UnsafePointer<PrefixTest>?
  let count: Int
  /// What holds for prefixes that no test matches.
  public let otherwise: FilterVerdict

  /// Whether every prefix gets the same verdict, ``otherwise``.
  public var isPrefixIndependent: Bool { count == 0 }

  /// The verdict of a prefix, given as in `IPPrefix`.
  public func verdict(high: UInt64, low: UInt64, length: UInt8) -> FilterVerdict {
    guard let tests else { return otherwise }
    var index = 0
    while index < count {
      if tests[index].matches(high: high, low: low, length: length) { return tests[index].verdict }
      index &+= 1
    }
    return otherwise
  }
}

extension SpecialisedFilter {
  /// Accepts every prefix.
  public static var acceptsAll: SpecialisedFilter { SpecialisedFilter(tests: nil, count: 0, otherwise: .byDefault) }
}
