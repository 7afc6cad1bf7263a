import BGPRIB
import BGPSession
import BGPSpeaker
import ControlAPI
import ControlServer
import NetTypes

extension NodeBackend {
  func explainRoute(_ prefix: IPPrefix, to peer: String?) async throws -> Explanation {
    let clock = ClockPair()
    let answer = await daemon.loop.call { speaker -> RouteAnswer in
      let target = peer.flatMap { speaker.peerReport($0, at: clock.monotonic) }
      guard peer == nil || target != nil else { return .unknownPeer }
      guard let explanation = speaker.explain(prefix, to: target?.index) else { return .unknownRoute }
      let indices = Set(explanation.paths.map(\.from)).union(explanation.exports.keys)
      let names = Dictionary(uniqueKeysWithValues: indices.map { ($0, speaker.peerName($0) ?? "local") })
      return .known(explanation, names)
    }
    switch answer {
    case .unknownPeer: throw ControlError.unknownPeer(peer ?? "", known: try await sessions().map(\.peer))
    case .unknownRoute: return try await explainAbsent(prefix)
    case .known(let explanation, let names):
      var answer = Explanation(
        explanation, names: names, to: peer, exportsToKernel: daemon.state.withLock { $0.configuration.kernel.export }, clock)
      let isOwn = explanation.paths.contains { $0.isBest && $0.local?.kind == .workload }
      if explanation.kernel != .nothing || isOwn, let step = isOwn ? wayToWorkload(prefix) : rivals(of: prefix) { answer.insert(step) }
      return answer
    }
  }

  private enum RouteAnswer: Sendable {
    case unknownPeer
    case unknownRoute
    case known(RouteExplanation, [PeerIndex: String])
  }

  /// No path at all: perhaps a local workload that is held back, perhaps another prefix covers the address.
  private func explainAbsent(_ prefix: IPPrefix) async throws -> Explanation {
    let (obstacle, covering) = await daemon.loop.call { speaker -> (String?, String?) in
      let declared = speaker.declaredRoutes.first { $0.route.prefix == prefix }
      var query = BGPRIB.RouteQuery()
      query.prefix = prefix
      query.match = .covering
      let cover = speaker.routes(query, from: RouteCursor(), limit: 1).routes.first
      return (declared.map { "\($0.route.name): \($0.obstacle ?? "declared")" }, cover?.prefix.description)
    }
    var steps: [Explanation.Step] = []
    if let obstacle { steps.append(.init(.configuration, .fail, "own workload, not advertised: \(obstacle)")) }
    let limits = await leftOut(prefix.family)
    steps += limits.isEmpty ? [.init(.received, .fail, "no peer has announced \(prefix)")] : limits
    if let covering {
      let mend = "apusctl explain route \(covering)"
      steps.append(.init(.decision, .note, "\(prefix.address) is covered by \(covering)", mend: mend))
    }
    let absence = "there is no path to \(prefix)\(limits.isEmpty ? "" : ": no peer has announced it, or a prefix limit leaves it out")"
    return Explanation(subject: "route \(prefix)", positive: false, summary: obstacle ?? absence, steps: steps)
  }

  /// The peers whose limit leaves prefixes of a family out. Nothing is kept of them, so any prefix may be among them.
  private func leftOut(_ family: AddressFamily) async -> [Explanation.Step] {
    await reports(ClockPair()).compactMap { report in
      report.leftOut(of: family).map {
        .init(
          .received, .fail, "\(report.name): \($0); this may be among them", from: report.name,
          mend: "raise prefixLimit.maximum of the peer, or let it announce less")
      }
    }
  }

  func explainSession(_ peer: String) async throws -> Explanation {
    let clock = ClockPair()
    guard let report = await daemon.loop.call({ $0.peerReport(peer, at: clock.monotonic) }) else {
      throw ControlError.unknownPeer(peer, known: try await sessions().map(\.peer))
    }
    let isUp = report.state == .established
    return Explanation(
      subject: "session \(report.name)", positive: isUp, summary: "\(report.state): \(report.why)", steps: Self.steps(report, clock),
      session: SessionStatus(report, clock))
  }

  private static func steps(_ report: PeerReport, _ clock: ClockPair) -> [Explanation.Step] {
    let session = report.configuration.session
    var steps = [configuration(report), transport(report)]
    if let negotiated = report.negotiated {
      let families = negotiated.families.families.map(\.description).joined(separator: ", ")
      steps.append(.init(.negotiation, .pass, "AS \(negotiated.remoteAS), router ID \(negotiated.remoteRouterID), families \(families)"))
      let missing = session.families.subtracting(negotiated.families)
      for family in missing.families {
        let mend = "enable \(family) on the peer, or leave it out here"
        steps.append(.init(.negotiation, .fail, "the peer does not offer \(family)", mend: mend))
      }
      steps.append(.init(.timer, .pass, "hold time \(negotiated.holdTime) s"))
      for family in negotiated.families.families {
        let isComplete = report.endOfRIB.contains(family)
        steps.append(.init(.received, .note, "\(family): \(isComplete ? "first dump complete (End-of-RIB)" : "no End-of-RIB yet")"))
      }
    } else {
      steps.append(.init(.negotiation, .fail, report.why))
    }
    if let ending = report.session.lastError {
      steps.append(.init(.history, .note, "last trouble at \(clock.timestamp(ending.time)): \(ending.reason)"))
    }
    steps.append(.init(.history, .note, "came up \(times(report.session.established)), went down \(times(report.session.flaps))"))
    if let fault = report.lastFault {
      steps.append(
        .init(.history, .note, "\(CountText.of(Int(clamping: report.malformedUpdates), "malformed UPDATE")), the last: \(fault)"))
    }
    return steps
  }

  private static func times(_ count: UInt64) -> String { CountText.of(Int(clamping: count), "time") }

  private static func configuration(_ report: PeerReport) -> Explanation.Step {
    let session = report.configuration.session
    let way = session.passive ? "waits for the peer to connect" : "connects to \(report.configuration.endpoint)"
    return .init(
      .configuration, report.isEnabled ? .pass : .fail,
      "local AS \(session.localAS), expects AS \(session.remoteAS), \(way)\(report.isEnabled ? "" : "; disabled")",
      mend: report.isEnabled ? nil : "apusctl session enable \(report.name)")
  }

  private static func transport(_ report: PeerReport) -> Explanation.Step {
    let options = report.configuration.transport
    let key = options.password == nil ? "no TCP-MD5 key" : "TCP-MD5 key set"
    let hops = options.ttlSecurity.map { ", GTSM \($0) hops" } ?? ""
    let source = options.sourceAddress.map { ", from \($0)" } ?? ""
    let isConnected = report.state >= .openSent
    return .init(.transport, isConnected ? .pass : .fail, "TCP \(isConnected ? "connected" : "not connected"), \(key)\(hops)\(source)")
  }
}
