import BGPFilters
import BGPWire
import NetTypes

/// What the RIB keeps of a peer beside ``PeerHot``.
final class PeerState {
  let index: PeerIndex
  /// Config, and what the session negotiated.
  var peer: RIBPeer { didSet { ingress.pointee.traits = PeerTraits(peer) } }
  /// What each message reads.
  let ingress: UnsafeMutablePointer<PeerIngress>
  /// Import rules by family.
  var importPrograms: [FilterProgram] { didSet { noteAccepted() } }
  /// Where the peer is in the logs of its update groups.
  var output: PeerOutput?
  var resyncs: UInt64 = 0

  /// `ingress` is the peer's place among those of all, which outlives it.
  init(index: PeerIndex, peer: RIBPeer, ingress: UnsafeMutablePointer<PeerIngress>) {
    self.index = index
    self.peer = peer
    self.ingress = ingress
    ingress.initialize(to: PeerIngress(traits: PeerTraits(peer)))
    importPrograms = PeerState.programs(of: peer)
    noteAccepted()
  }

  private func noteAccepted() { ingress.pointee.acceptsAll = (importPrograms[0].acceptsAll, importPrograms[1].acceptsAll) }

  /// The part of `peer` that each message reads.
  var traits: PeerTraits { ingress.pointee.traits }
  /// The session is up.
  var isUp: Bool {
    get { ingress.pointee.isUp }
    set { ingress.pointee.isUp = newValue }
  }

  /// Compiles the import rules.
  static func programs(of peer: RIBPeer) -> [FilterProgram] {
    AddressFamily.allCases.map {
      FilterProgram(peer.effectiveFilters, direction: .import, family: $0, peerType: peer.context.peerType)
    }
  }
}

/// The trivial part of a ``RIBPeer``: reading it counts no references.
struct PeerTraits {
  let context: UpdateContext
  let role: LocalRole?
  let scope: UInt32
  private let limits: (PrefixLimit?, PrefixLimit?)

  init(_ peer: RIBPeer) {
    (context, role, scope) = (peer.context, peer.role, peer.interfaceIndex ?? 0)
    limits = (peer.limits[.ipv4], peer.limits[.ipv6])
  }

  func limit(_ family: AddressFamily) -> PrefixLimit? { family == .ipv4 ? limits.0 : limits.1 }
}

extension RIBPeer {
  /// The filters, or the built-in one of the peer type.
  var effectiveFilters: [FilterDefinition] {
    filters.isEmpty ? [BuiltInFilter.defaults(external: context.peerType != .internal).definition] : filters
  }

  /// Whether some export rule asks for the interface of a route.
  var asksForInterfaces: Bool { filters.contains { ($0.exportV4 + $0.exportV6).contains { $0.interface != nil } } }
}
