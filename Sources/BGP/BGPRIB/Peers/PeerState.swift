import BGPFilters
import BGPWire
import NetTypes

/// What the RIB keeps of a peer beside ``PeerHot``.
final class PeerState {
  let index: PeerIndex
  /// Config, and what the session negotiated.
  var peer: RIBPeer
  /// Import rules by family.
  var importPrograms: [FilterProgram]
  /// Stands for all that the meaning of attribute bytes from this peer depends on; peers that are alike share it.
  var contextNumber: UInt32 = 0
  /// Where the peer is in the logs of its update groups.
  var output: PeerOutput?
  /// The session is up.
  var isUp = false
  var updatesReceived: UInt64 = 0
  var updatesWithFaults: UInt64 = 0
  var resyncs: UInt64 = 0

  init(index: PeerIndex, peer: RIBPeer) {
    self.index = index
    self.peer = peer
    importPrograms = PeerState.programs(of: peer)
  }

  /// Compiles the import rules.
  static func programs(of peer: RIBPeer) -> [FilterProgram] {
    AddressFamily.allCases.map {
      FilterProgram(peer.effectiveFilters, direction: .import, family: $0, peerType: peer.context.peerType)
    }
  }
}

extension RIBPeer {
  /// The filters, or the built-in one of the peer type.
  var effectiveFilters: [FilterDefinition] {
    filters.isEmpty ? [BuiltInFilter.defaults(external: context.peerType != .internal).definition] : filters
  }
}
