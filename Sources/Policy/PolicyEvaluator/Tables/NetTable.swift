import NetTypes

/// Sets of networks, each as intervals that do not touch, in ascending order: a look-up is a binary search, however many networks there are.
struct NetTable: Sendable {
  /// One set: its part of each family.
  struct Nets: Sendable {
    /// Whether any network was given, of either family.
    var isGiven = false
    var ipv4 = Span()
    var ipv6 = Span()

    func span(_ family: AddressFamily) -> Span { family == .ipv4 ? ipv4 : ipv6 }

    /// A list of networks without one of the packet's family takes the whole rule out for that family, also a list of exceptions.
    func allows(_ family: AddressFamily) -> Bool { !isGiven || !span(family).isEmpty }
  }

  struct Interval: Sendable {
    let first: AddressKey
    var last: AddressKey
  }

  private var intervals = Lists<Interval>()

  mutating func add(_ nets: [IPPrefix]) -> Nets {
    Nets(isGiven: !nets.isEmpty, ipv4: add(nets, of: .ipv4), ipv6: add(nets, of: .ipv6))
  }

  mutating func release(_ nets: Nets) {
    intervals.release(nets.ipv4)
    intervals.release(nets.ipv6)
  }

  func contains(_ address: AddressKey, _ span: Span) -> Bool {
    var (low, high) = (span.range.lowerBound, span.range.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if intervals[middle].last < address { low = middle + 1 } else { high = middle }
    }
    return low < span.range.upperBound && intervals[low].first <= address
  }

  private mutating func add(_ nets: [IPPrefix], of family: AddressFamily) -> Span {
    var merged: [Interval] = []
    for keys in nets.filter({ $0.family == family }).map(\.keys).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, keys.lowerBound <= last.last {
        merged[merged.count - 1].last = max(last.last, keys.upperBound)
      } else {
        merged.append(Interval(first: keys.lowerBound, last: keys.upperBound))
      }
    }
    return intervals.add(merged)
  }
}
