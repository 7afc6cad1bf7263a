import BGPWire

/// Reads some prefixes ahead of the loop over a field, so that the table's memory is on its way when the loop comes there.
struct Lookahead {
  private var far: NLRIReader
  private var near: NLRIReader
  private let isWorthIt: Bool

  private static let distance = 8

  init(_ section: FamilyNLRI) {
    far = section.reader
    near = section.reader
    // A few prefixes are inserted before any memory could have come.
    isWorthIt = section.nlri.count > 64
  }

  /// Steps once.
  @inline(__always)
  mutating func advance(_ table: borrowing PrefixTable) {
    guard isWorthIt else { return }
    if let next = try? far.next() { table.prefetchSlot(high: next.prefix.high, low: next.prefix.low, length: next.prefix.length) }
    if let next = try? near.next() { table.prefetchEntry(high: next.prefix.high, low: next.prefix.low, length: next.prefix.length) }
  }

  /// Runs to the distances once.
  mutating func start() {
    guard isWorthIt else { return }
    for _ in 0..<Self.distance { _ = try? far.next() }
    for _ in 0..<(Self.distance / 2) { _ = try? near.next() }
  }
}
