import NetTypes

/// Who has an address: endpoints and nodes by the address itself, network sets by networks.
struct AddressTable: Sendable {
  /// The holders of an address, those with the address itself before those with its network, and their identities, each once.
  ///
  /// Most addresses have one holder, so the first is in the entry itself.
  struct Entry: Hashable, Sendable {
    /// The first holder; -1 for an address that nobody has.
    var holder: Int32 = -1
    /// The first identity; -1 without any.
    var identity: Int32 = -1
    /// The place of the others in ``others``; -1 if there are none.
    var others: Int32 = -1

    var isEmpty: Bool { holder < 0 }
  }

  /// Further holders and identities of an address.
  struct Others: Sendable {
    var holders = Span()
    var identities = Span()
  }

  private(set) var numbers = Lists<Int32>()
  private(set) var others: [Others] = []
  private var hosts: [HostTable] = [HostTable(), HostTable()]
  /// The intervals between which the networks that cover an address change, in ascending order.
  private var starts: [[AddressKey]] = [[], []]
  private var entries: [[Entry]] = [[], []]

  /// `prefixes` with the numbers of their holders in order; `identity` gives that of a holder, -1 for one without labels.
  init(_ prefixes: [(prefix: IPPrefix, holder: Int32)], identity: (Int32) -> Int32) {
    var known: [[Int32]: Entry] = [:]
    for family in AddressFamily.allCases {
      let own = prefixes.filter { $0.prefix.family == family }
      let number = Int(family.rawValue)
      let cover = NetCover(own.filter { !$0.prefix.isHost })
      starts[number] = cover.starts
      entries[number] = cover.holders.map { entry($0, &known, identity) }
      var byAddress: [AddressKey: [Int32]] = [:]
      for (prefix, holder) in own where prefix.isHost { byAddress[prefix.keys.lowerBound, default: []].append(holder) }
      hosts[number] = HostTable(capacity: byAddress.count)
      for (address, holders) in byAddress {
        let covering = cover.holders(of: address).filter { !holders.contains($0) }
        hosts[number].insert(address, entry(holders + covering, &known, identity))
      }
    }
  }

  func entry(_ address: IPAddress) -> Entry {
    let (family, key) = (Int(address.family.rawValue), address.key)
    return hosts[family].find(key) ?? covering(key, family)
  }

  private func covering(_ key: AddressKey, _ family: Int) -> Entry {
    var (low, high) = (0, starts[family].count)
    while low < high {
      let middle = (low + high) / 2
      if starts[family][middle] <= key { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? Entry() : entries[family][low - 1]
  }

  private mutating func entry(_ list: [Int32], _ known: inout [[Int32]: Entry], _ identity: (Int32) -> Int32) -> Entry {
    if let entry = known[list] { return entry }
    var identities: [Int32] = []
    for number in list.map(identity) where number >= 0 && !identities.contains(number) { identities.append(number) }
    var entry = Entry(holder: list.first ?? -1, identity: identities.first ?? -1)
    if list.count > 1 {
      entry.others = Int32(others.count)
      let further = Others(holders: numbers.add(Array(list.dropFirst())), identities: numbers.add(Array(identities.dropFirst())))
      others.append(further)
    }
    known[list] = entry
    return entry
  }

  /// Whether the body is true for any identity of those who have the address.
  @inline(__always)
  func anyIdentity(_ entry: Entry, _ body: (Int32) -> Bool) -> Bool {
    if entry.identity < 0 { return false }
    if body(entry.identity) { return true }
    if entry.others < 0 { return false }
    for place in others[Int(entry.others)].identities.range where body(numbers[place]) { return true }
    return false
  }

  /// The first of those who have the address for whom the body is true; -1 if there is none.
  @inline(__always)
  func firstHolder(_ entry: Entry, _ body: (Int32) -> Bool) -> Int32 {
    if entry.holder < 0 { return -1 }
    if body(entry.holder) { return entry.holder }
    if entry.others < 0 { return -1 }
    for place in others[Int(entry.others)].holders.range where body(numbers[place]) { return numbers[place] }
    return -1
  }
}

/// Networks cut at each other's ends: between two cuts all addresses are in the same ones.
private struct NetCover {
  private(set) var starts: [AddressKey] = []
  private(set) var holders: [[Int32]] = []

  init(_ nets: [(prefix: IPPrefix, holder: Int32)]) {
    struct Edge {
      let at: AddressKey
      let index: Int
      let isStart: Bool
    }
    var edges: [Edge] = []
    for (index, net) in nets.enumerated() {
      edges.append(Edge(at: net.prefix.keys.lowerBound, index: index, isStart: true))
      if net.prefix.keys.upperBound < .max { edges.append(Edge(at: net.prefix.keys.upperBound + 1, index: index, isStart: false)) }
    }
    edges.sort { $0.at < $1.at }
    var open: [Int] = []
    for (place, edge) in edges.enumerated() {
      if edge.isStart { open.append(edge.index) } else { open.removeAll { $0 == edge.index } }
      if place + 1 < edges.count, edges[place + 1].at == edge.at { continue }
      starts.append(edge.at)
      // The narrower network first, as if each were looked up by length.
      let sorted = open.sorted { (nets[$0].prefix.length, $1) > (nets[$1].prefix.length, $0) }
      holders.append(sorted.reduce(into: []) { if !$0.contains(nets[$1].holder) { $0.append(nets[$1].holder) } })
    }
  }

  func holders(of address: AddressKey) -> [Int32] {
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= address { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? [] : holders[low - 1]
  }
}
