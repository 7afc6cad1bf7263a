import BGPWire
import NetTypes

/// All next hops in use, by number, with what they resolve to (RFC 4271 §5.1.3 and §9.1.2.1).
///
/// The hot fields lie in trivial arrays beside the entries, since the decision process reads them for each path.
struct NextHopTable: ~Copyable {
  /// Our own address, whatever it is towards a peer: the next hop of routes that begin here.
  static let own: UInt32 = 0
  /// As ``own``, of a workload whose block is advertised in its stead.
  static let ownCovered: UInt32 = 1

  private struct Key: Hashable {
    let nextHop: NextHop
    let scope: UInt32
  }

  /// By number; 64Ki next hops at once.
  let hot: Arena<NextHopHot>
  private(set) var entries: [NextHopEntry] = []
  private var numbers: [Key: UInt32] = [:]
  private var free: [UInt32] = []
  private var interfaceNumbers: [String: UInt32] = [:]
  private var last: (key: Key, number: UInt32)?
  static let capacity = 1 << 20

  init() {
    hot = Arena(capacity: Self.capacity)
    let nowhere = NextHop(.v4(.any))
    for number in [Int(Self.own), Int(Self.ownCovered)] {
      entries.append(NextHopEntry(nextHop: nowhere, scope: 0, references: 1, state: .own))
      hot[number] = NextHopHot(high: 0, low: 0, cost: 0, cover: 255, family: .ipv4, isUsable: true, hasChanged: false)
    }
  }

  /// The number of a next hop, with one more reference; nil when there are too many. `isNew` asks the caller to resolve it.
  mutating func intern(_ nextHop: NextHop, scope: UInt32) -> (number: UInt32, isNew: Bool)? {
    let key = Key(nextHop: nextHop, scope: nextHop.address.isLinkLocal ? scope : 0)
    if let last, last.key == key {
      entries[Int(last.number)].references += 1
      return (last.number, false)
    }
    if let number = numbers[key] {
      entries[Int(number)].references += 1
      last = (key, number)
      return (number, false)
    }
    guard let number = place(key) else { return nil }
    last = (key, number)
    return (number, true)
  }

  /// The number of our own address for routes that go out by an interface, with one more reference: only for filters that ask for it,
  /// since routes of different interfaces do not share messages then.
  mutating func internOwn(interface: String) -> UInt32? {
    let scope = interfaceNumbers[interface] ?? UInt32(interfaceNumbers.count + 1)
    interfaceNumbers[interface] = scope
    let key = Key(nextHop: NextHop(.v4(.any)), scope: scope)
    if let number = numbers[key] {
      entries[Int(number)].references += 1
      return number
    }
    guard let number = place(key) else { return nil }
    (entries[Int(number)].state, entries[Int(number)].interface) = (.own, interface)
    hot.base[Int(number)].isUsable = true
    return number
  }

  private mutating func place(_ key: Key) -> UInt32? {
    let entry = NextHopEntry(nextHop: key.nextHop, scope: key.scope, references: 1, state: .unresolved)
    let number: UInt32
    if let freed = free.popLast() {
      number = freed
      entries[Int(number)] = entry
    } else {
      guard entries.count < Self.capacity else { return nil }
      number = UInt32(entries.count)
      entries.append(entry)
    }
    numbers[key] = number
    hot[Int(number)] = NextHopHot(
      high: key.nextHop.high, low: key.nextHop.low, cost: 0, cover: 255, family: key.nextHop.family, isUsable: false, hasChanged: false)
    return number
  }

  /// Adds a reference.
  mutating func retain(_ number: UInt32) {
    if number > Self.ownCovered { entries[Int(number)].references += 1 }
  }

  /// Takes a reference away.
  mutating func release(_ number: UInt32) {
    guard number > Self.ownCovered else { return }
    entries[Int(number)].references -= 1
    guard entries[Int(number)].references == 0 else { return }
    numbers[Key(nextHop: entries[Int(number)].nextHop, scope: entries[Int(number)].scope)] = nil
    hot[Int(number)].isUsable = false
    free.append(number)
    last = nil
  }

  /// Writes a new state; whether it differs from the old one.
  mutating func set(_ number: UInt32, _ state: NextHopState, interface: String?) -> Bool {
    entries[Int(number)].interface = interface
    guard entries[Int(number)].state != state else { return false }
    entries[Int(number)].state = state
    var fields = hot[Int(number)]
    fields.isUsable = false
    if case .resolved(_, _, let cover, let cost) = state { (fields.isUsable, fields.cover, fields.cost) = (true, cover, cost) }
    hot[Int(number)] = fields
    return true
  }

  /// Marks a next hop as resolved otherwise, for the walk that looks for its routes.
  func markChanged(_ number: UInt32) { hot.base[Int(number)].hasChanged = true }

  /// Forgets the marks, when no walk needs them any more.
  func forgetChanges() {
    for number in entries.indices { hot.base[number].hasChanged = false }
  }

  /// The numbers in use, without our own.
  var numbersInUse: [UInt32] { numbers.filter { $0.key.nextHop.address != .v4(.any) }.map(\.value) }
}

/// What the decision process reads of a next hop.
struct NextHopHot {
  var high: UInt64
  var low: UInt64
  /// Cost of the way to it (RFC 4271 §9.1.2.2 e).
  var cost: UInt32
  /// Length of the route that it was resolved by: a route for the same addresses that is as long would cut the way to it.
  var cover: UInt8
  var family: AddressFamily
  var isUsable: Bool
  /// Resolved otherwise than before; set while the routes that use it are being sought.
  var hasChanged: Bool
}
