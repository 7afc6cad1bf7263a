import BGPFilters
import BGPWire
import NetTypes

/// Peers that are sent the same: one Adj-RIB-Out, one log of encoded messages.
///
/// The Adj-RIB-Out is one byte a prefix: whether the group has it. A member has it too unless the route is its own; what the route looks
/// like follows from the Loc-RIB entry and the rules, so nothing is kept per peer and prefix.
final class UpdateGroup {
  let key: GroupKey
  let rules: ExportRules
  let program: FilterProgram
  /// What the group has instead of ``advertised`` when its peers take several paths of a prefix.
  let paths: AdvertisedPaths?
  /// Whether the group has a prefix, by number.
  let advertised: Arena<UInt8>
  /// Prefixes that the group has, by the peer that they are from.
  let bySource = Arena<UInt32>(capacity: 1 << 16)
  /// Prefixes that the group has; with ADD-PATH paths, here and in `bySource`.
  var count = 0
  let log: MessageChain
  /// Peers that follow the log.
  private(set) var members: [UInt16] = []
  private let membership = Arena<Bool>(capacity: 1 << 16)
  /// The whole Adj-RIB-Out, encoded for one joiner and kept for the next as long as the log has not grown much.
  var snapshot: Snapshot?

  init(_ key: GroupKey, _ configuration: RIBConfiguration, after round: UInt32) {
    self.key = key
    rules = ExportRules(key, configuration)
    program = FilterProgram(key.filters, direction: .export, family: key.family, peerType: key.peerType)
    paths = key.paths.map { AdvertisedPaths($0, configuration) }
    advertised = Arena(capacity: configuration.maximumPrefixes)
    log = MessageChain(firstCapacity: 16 << 10, after: round)
  }

  /// About what a snapshot would take.
  var stateBytes: UInt64 { UInt64(count) * 24 }

  /// Lets go of a snapshot that nobody will be given any more: it holds all of the log behind it.
  func dropOutdatedSnapshot() {
    if snapshot != nil && validSnapshot == nil { snapshot = nil }
  }

  func isMember(_ peer: UInt16) -> Bool { membership[Int(peer)] }

  func addMember(_ peer: UInt16) {
    guard !membership[Int(peer)] else { return }
    membership[Int(peer)] = true
    members.append(peer)
  }

  func removeMember(_ peer: UInt16) {
    membership[Int(peer)] = false
    members.removeAll { $0 == peer }
  }

  /// The snapshot, if the log behind it is short against it.
  var validSnapshot: Snapshot? {
    guard let snapshot, log.end - snapshot.log.position < max(snapshot.chain.end / 4, 64 << 10) else { return nil }
    return snapshot
  }
}

/// An Adj-RIB-Out as messages.
final class Snapshot {
  let chain: MessageChain
  let first: ChainReader
  /// Where in the log the changes after it begin.
  let log: ChainReader

  init(_ chain: MessageChain, _ first: ChainReader, log: ChainReader) { (self.chain, self.first, self.log) = (chain, first, log) }
}
