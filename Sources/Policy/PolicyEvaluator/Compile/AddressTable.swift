import NetTypes

/// Who has an address: endpoints by host routes, network sets by networks.
///
/// One hash look-up for each length of prefix that occurs, so that the cost does not grow with the number of endpoints.
struct AddressTable: Sendable {
  private var holders: [IPPrefix: [Int]] = [:]
  private var lengths: [[UInt8]] = [[], []]

  mutating func add(_ prefix: IPPrefix, holder: Int) {
    holders[prefix, default: []].append(holder)
    let family = Int(prefix.family.rawValue)
    if !lengths[family].contains(prefix.length) { lengths[family].append(prefix.length) }
  }

  /// All who have the address, each once, those with the address itself before those with its network.
  func holders(of address: IPAddress) -> [Int] {
    var found: [Int] = []
    for length in lengths[Int(address.family.rawValue)].sorted(by: >) {
      for holder in holders[IPPrefix(address, length: length)] ?? [] where !found.contains(holder) { found.append(holder) }
    }
    return found
  }
}
