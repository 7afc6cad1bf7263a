import BGPSession
import BGPSpeaker
import ControlAPI
import NetTypes

extension SessionStatus {
  /// A peer's report in the API's words.
  init(_ report: PeerReport, _ clock: ClockPair) {
    let session = report.configuration.session
    let negotiated = report.negotiated
    self.init(
      peer: report.name, address: report.configuration.endpoint.address.description, port: Int(report.configuration.endpoint.port),
      asNumber: negotiated?.remoteAS ?? Self.configuredAS(session), type: Self.type(report), state: State(report.state),
      since: clock.timestamp(report.since), why: report.why, enabled: report.isEnabled, range: report.range,
      localAddress: report.localAddress?.description, localASNumber: session.localAS,
      routerID: negotiated?.remoteRouterID.description, hostName: negotiated?.hostName, holdTime: negotiated.map { Int($0.holdTime) },
      capabilities: negotiated?.capabilities.map(\.description) ?? [], families: Self.families(report), messages: Self.messages(report),
      establishedCount: Int(clamping: report.session.established), faults: Int(clamping: report.malformedUpdates),
      lastDown: report.session.lastError.map { LastDown(time: clock.timestamp($0.time), reason: $0.reason.description) },
      output: OutputStatus(
        slow: report.isBlocked, queuedBytes: Int(clamping: report.routes.queuedBytes), resynchronising: report.routes.isResynchronising,
        resynchronisations: Int(clamping: report.routes.resyncs)))
  }

  private static func configuredAS(_ session: PeerConfiguration) -> ASNumber? {
    switch session.remoteAS {
    case .number(let number): number
    case .internal: session.localAS
    case .external: nil
    }
  }

  private static func type(_ report: PeerReport) -> PeerType? {
    if let negotiated = report.negotiated { return negotiated.peerType == .internal ? .internal : .external }
    let session = report.configuration.session
    return session.remoteAS.accepts(session.localAS, localAS: session.localAS) ? .internal : .external
  }

  private static func families(_ report: PeerReport) -> [FamilyStatus] {
    let wanted = report.configuration.session.families.union(report.negotiated?.families ?? [])
    return wanted.families.map { family in
      let counts = report.routes[family]
      return FamilyStatus(
        family: family, negotiated: report.negotiated?.families.contains(family) ?? false, received: counts.received,
        accepted: counts.accepted, filtered: counts.filtered, sent: counts.sent, endOfRIB: report.endOfRIB.contains(family),
        stale: counts.stale, refusedByLimit: counts.refusedByLimit)
    }
  }

  private static func messages(_ report: PeerReport) -> MessageCounters {
    MessageCounters(
      received: Int(clamping: report.session.received.total), updatesReceived: Int(clamping: report.session.received.update),
      sent: Int(clamping: report.session.sent.total), updatesSent: Int(clamping: report.session.sent.update))
  }
}

extension SessionStatus.State {
  init(_ state: SessionState) {
    switch state {
    case .idle: self = .idle
    case .connect: self = .connect
    case .active: self = .active
    case .openSent: self = .openSent
    case .openConfirm: self = .openConfirm
    case .established: self = .established
    }
  }
}
