import BGPRIB
import BGPSession
import NetTypes

/// All that can be said of a peer at a moment.
public struct PeerReport: Sendable {
  /// Its name.
  public var name: String
  /// The range it came in by.
  public var range: String?
  /// Its configuration.
  public var configuration: SpeakerPeer
  /// Where the session stands.
  public var state: SessionState
  /// When the state last changed.
  public var since: MonotonicTime
  /// Why it stands there, and what comes next.
  public var why: String
  /// What the two sides agreed on, while there is a session.
  public var negotiated: Negotiated?
  /// What the session went through.
  public var session: BGPSession.PeerStatistics
  /// Routes in and out.
  public var routes: BGPRIB.PeerStatistics
  /// Families whose first dump is complete.
  public var endOfRIB: FamilySet
  /// Malformed UPDATEs since the start.
  public var malformedUpdates: UInt64
  /// The last fault.
  public var lastFault: String?
  /// The peer's socket takes no more at the moment.
  public var isBlocked: Bool
  /// Our end of the session, while it is up.
  public var localAddress: IPAddress?
  /// Where it stands in the RIB.
  public var index: PeerIndex

  /// Whether a session is wanted: neither the configuration nor an administrator disabled it.
  public var isEnabled: Bool
  /// Whether the first dump of all its families is complete.
  public var isSynchronised: Bool {
    guard let negotiated else { return false }
    return state == .established && endOfRIB.isSuperset(of: negotiated.families)
  }
}

extension Speaker {
  /// All peers, in the order of their names.
  public func peerReports(at now: MonotonicTime) -> [PeerReport] {
    slots.values.filter { !$0.isRetired }.map { report($0, at: now) }.sorted { $0.name < $1.name }
  }

  /// One peer by name or address.
  public func peerReport(_ name: String, at now: MonotonicTime) -> PeerReport? { slot(named: name).map { report($0, at: now) } }

  /// The name of a peer by its place in the RIB; nil for this router itself and for peers that are gone.
  public func peerName(_ index: PeerIndex) -> String? { slot(index)?.name }

  private func report(_ slot: PeerSlot, at now: MonotonicTime) -> PeerReport {
    var report = PeerReport(
      name: slot.name, range: slot.range, configuration: slot.configuration, state: slot.machine.state,
      since: slot.machine.statistics.lastStateChange ?? startTime, why: slot.machine.why(at: now), negotiated: slot.machine.negotiated,
      session: slot.machine.statistics, routes: rib.statistics(of: slot.index), endOfRIB: slot.machine.endOfRIBReceived,
      malformedUpdates: slot.malformedUpdates, lastFault: slot.lastFault,
      isBlocked: slot.carrier?.isBlocked ?? false,
      localAddress: slot.carrier?.local.address, index: slot.index,
      isEnabled: !slot.machine.isDisabled)
    // Of a session that is up also what its limit and the built-in rule of eBGP do, since both surprise people.
    report.why += report.leftOut.map { "; \($0)" }.joined() + (usesOwnRoutes(slot) ? "; \(Self.ownRoutes)" : "")
    return report
  }

  private func usesOwnRoutes(_ slot: PeerSlot) -> Bool {
    slot.established != nil && slot.configuration.routing.filters.isEmpty && slot.machine.negotiated?.peerType == .external
  }

  private static let ownRoutes =
    "filter own-routes (default of eBGP): own workloads and blocks go out, nothing comes in; filters: [ accept-all ] opens it"
}
