import NetTypes

extension RIB {
  /// Evaluates the import rules for all routes of a peer again, from its Adj-RIB-In.
  public func reevaluate(_ peer: PeerIndex) {
    guard state(peer) != nil else { return }
    for family in AddressFamily.allCases { sweep(family, .evaluate(peer)) }
  }

  /// Prefixes that the kernel has from us. Looks at every prefix: for status, not for the path of a route.
  public func installedCount(of family: AddressFamily) -> Int {
    with(family) { table in
      guard table.table.end > 1 else { return 0 }
      return (1..<table.table.end).count {
        table.table.entries[Int($0)].has(PrefixEntry.live) && table.table.entries[Int($0)].has(PrefixEntry.kernelInstalled)
      }
    }
  }
}
