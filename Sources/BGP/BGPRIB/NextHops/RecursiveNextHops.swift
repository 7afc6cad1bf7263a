import NetTypes

/// The next hops that resolve over the RIB, and whether a prefix holds one of them: a reflector has one for each client, and is asked for
/// each prefix that changes.
struct RecursiveNextHops {
  /// By number in the ``NextHopTable``.
  private(set) var numbers: Set<UInt32> = []
  /// Their addresses as host prefixes, ascending, so that those in a prefix are neighbours; made when it is asked for.
  private var sorted: [IPPrefix]?

  var isEmpty: Bool { numbers.isEmpty }

  /// Also for a number that was here before: it may be of another next hop now.
  mutating func insert(_ number: UInt32) {
    numbers.insert(number)
    sorted = nil
  }

  mutating func remove(_ number: UInt32) {
    if numbers.remove(number) != nil { sorted = nil }
  }

  /// Whether one of them is in the prefix.
  mutating func contains(in prefix: IPPrefix, address: (UInt32) -> IPAddress) -> Bool {
    let hosts = sorted ?? numbers.map { IPPrefix(host: address($0)) }.sorted()
    sorted = hosts
    // A prefix comes before every other one that it contains.
    var (low, high) = (0, hosts.count)
    while low < high {
      let middle = (low + high) / 2
      if hosts[middle] < prefix { low = middle + 1 } else { high = middle }
    }
    return low < hosts.count && prefix.contains(hosts[low])
  }
}
