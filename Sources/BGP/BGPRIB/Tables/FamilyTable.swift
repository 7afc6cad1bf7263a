import BGPWire
import NetTypes

/// Everything of one family but the update groups: prefixes, paths, queues, counts.
///
/// Its methods are the loops over NLRI and prefixes; they run inside one access to the RIB's property, over trivial memory.
struct FamilyTable: ~Copyable {
  let family: AddressFamily
  var table: PrefixTable
  var paths: PathArena
  /// Prefixes to decide.
  var dirty = NumberQueue()
  /// Prefixes whose kernel route is to be compared anew.
  var kernel = NumberQueue()
  /// Prefixes without paths, until every peer has the withdraw.
  var leaving = NumberQueue()
  let counts: Arena<PeerCounts>
  var decision = DecisionProcess()
  var window = NLRIWindow()
  /// Prefixes of a round are noted in `decided`, for update groups with ADD-PATH.
  var notesDecided = false
  var decided: [UInt32] = []
  /// Counts rounds of decisions; slow peers catch up by it.
  var round: UInt32 = 0

  init(family: AddressFamily, _ configuration: RIBConfiguration) {
    self.family = family
    let salt: UInt64 = family == .ipv4 ? 0x1234_5678_9ABC_DEF1 : 0xFEDC_BA98_7654_3211
    table = PrefixTable(family: family, capacity: configuration.maximumPrefixes, seed: mix(configuration.hashSeed | 1, salt))
    paths = PathArena(capacity: configuration.maximumPathCount)
    counts = Arena(capacity: 1 << 16)
  }

  @inline(__always)
  func entry(_ number: UInt32) -> UnsafeMutablePointer<PrefixEntry> { table.entries.base + Int(number) }

  @inline(__always)
  func path(_ number: UInt32) -> UnsafeMutablePointer<PathEntry> { paths.paths.base + Int(number) }

  /// Queues a prefix for a decision.
  @inline(__always)
  mutating func markDirty(_ number: UInt32) {
    let entry = entry(number)
    if entry.pointee.flags & PrefixEntry.dirty != 0 { return }
    entry.pointee.flags |= PrefixEntry.dirty
    dirty.push(number)
  }

  /// Takes out the prefixes that were decided and noted.
  mutating func takeDecided() -> [UInt32] {
    defer { decided = [] }
    return decided
  }

  /// Queues a prefix for the kernel.
  @inline(__always)
  mutating func markForKernel(_ number: UInt32) {
    let entry = entry(number)
    if entry.pointee.flags & PrefixEntry.kernelQueued != 0 { return }
    entry.pointee.flags |= PrefixEntry.kernelQueued
    kernel.push(number)
  }

  /// The attribute set of a path after the import rules.
  @inline(__always)
  func effectiveAttributes(_ path: UInt32) -> UInt32 {
    let entry = paths.paths[Int(path)]
    return entry.has(PathEntry.edited) ? paths.policed[Int(path)] : entry.attributes
  }

  /// The peer's path with an identifier (0 without ADD-PATH).
  func findPath(_ number: UInt32, peer: UInt16, identifier: UInt32) -> UInt32 {
    var at = entry(number).pointee.firstPath
    while at != PathArena.none {
      let path = path(at)
      if path.pointee.peer == peer {
        let own = path.pointee.has(PathEntry.identified) ? paths.identifiers[Int(at)] : 0
        if own == identifier { return at }
      }
      at = path.pointee.next
    }
    return PathArena.none
  }

  /// Takes a path out of its prefix's list and gives its references back.
  mutating func remove(_ at: UInt32, from number: UInt32, _ shared: inout SharedAttributes) {
    let entry = entry(number)
    let path = path(at).pointee
    if entry.pointee.firstPath == at {
      entry.pointee.firstPath = path.next
      entry.pointee.flags &= ~PrefixEntry.decided
    } else {
      var before = entry.pointee.firstPath
      while self.path(before).pointee.next != at { before = self.path(before).pointee.next }
      self.path(before).pointee.next = path.next
    }
    // The best path's going shows in what is decided next; that of one beside it only here.
    if path.has(PathEntry.multipath) { entry.pointee.flags |= PrefixEntry.hopsChanged }
    let count = counts.base + Int(path.peer)
    count.pointee.paths &-= 1
    if path.has(PathEntry.refused) { count.pointee.filtered &-= 1 }
    shared.release(path.attributes)
    if path.has(PathEntry.edited) { shared.release(paths.policed[Int(at)]) }
    paths.release(at)
    markDirty(number)
  }
}
