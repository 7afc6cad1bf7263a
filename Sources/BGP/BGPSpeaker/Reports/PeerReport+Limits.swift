import BGPRIB
import NetTypes

extension PeerReport {
  /// What prefix limits with `discard` leave out of an Established session, a clause for each family where that is something.
  public var leftOut: [String] { AddressFamily.allCases.compactMap { leftOut(of: $0) } }

  /// The same of one family: `2 ipv4 prefixes over the limit of 2 are left out`; nil when nothing is.
  ///
  /// Nothing is kept of such a prefix, so when others go it does not come in by itself: the clause says then what takes it in.
  public func leftOut(of family: AddressFamily) -> String? {
    let counts = routes[family]
    guard state == .established, counts.refusedByLimit > 0 else { return nil }
    let isOne = counts.refusedByLimit == 1
    let maximum = configuration.routing.limits[family]?.maximum
    let limit = maximum.map { "the limit of \($0)" } ?? "an earlier limit"
    let text = "\(counts.refusedByLimit) \(family) \(isOne ? "prefix" : "prefixes") over \(limit) \(isOne ? "is" : "are") left out"
    guard let maximum, maximum > counts.received else { return text }
    let mend = negotiated?.routeRefresh == true ? "apusctl session refresh \(name)" : "the next session"
    return "\(text), though there is room for \(maximum - counts.received) now: \(mend) takes \(isOne ? "it" : "them") in"
  }
}
