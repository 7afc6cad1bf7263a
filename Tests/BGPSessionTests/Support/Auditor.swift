import BGPWire
import NetTypes

@testable import BGPSession

/// Follows the effects of one peer and says which promise of the machine they break.
struct Auditor {
  private var live: Set<ConnectionID> = []
  private var connecting: Set<ConnectionID> = []
  private var used: Set<ConnectionID> = []
  private(set) var session: ConnectionID?
  private(set) var sessions = 0
  private(set) var downs = 0
  private var stale: FamilySet = []

  /// What an input says before the machine sees it.
  mutating func before(_ input: PeerInput) {
    switch input {
    case .accepted(let id):
      live.insert(id)
      used.insert(id)
    case .connected(let id): connecting.remove(id)
    case .connectFailed(let id, _), .closed(let id, _):
      live.remove(id)
      connecting.remove(id)
    default: break
    }
  }

  /// The first broken promise, nil when all are kept.
  mutating func check(_ effects: [PeerEffect], of peer: Peer, at now: MonotonicTime, after input: PeerInput) -> String? {
    for (index, effect) in effects.enumerated() {
      if let problem = check(effect) { return problem + " in \(effects.texts)" }
      if case .stateChanged(let state) = effect, index != effects.count - 1 || state != peer.state { return "state out of place" }
    }
    if Set(peer.liveConnections) != live { return "live \(peer.liveConnections), effects say \(live)" }
    if live.count > 2 { return "more than two connections" }
    if peer.established != session { return "session \(session.debugDescription), machine says \(peer.established.debugDescription)" }
    if (peer.state == .established) != (session != nil) { return "state \(peer.state)" }
    if sessions - downs != (session == nil ? 0 : 1) { return "\(sessions) up, \(downs) down" }
    if (peer.staleRoutes?.families ?? []) != stale { return "stale \(stale), machine says \(peer.staleRoutes.debugDescription)" }
    if case .timeout = input, peer.nextDeadline <= now { return "deadline not in the future after a timeout" }
    if peer.why(at: now).isEmpty { return "no why" }
    return nil
  }

  private mutating func check(_ effect: PeerEffect) -> String? {
    switch effect {
    case .connect(let id):
      if !used.insert(id).inserted || id.isAccepted { return "\(id) used twice" }
      live.insert(id)
      connecting.insert(id)
    case .send(let id, let bytes):
      if !live.contains(id) || connecting.contains(id) { return "send on \(id), which is not up" }
      let header = bytes.withUnsafeBytes { try? MessageHeader.read($0, maximumLength: 4096) }
      if header?.length != bytes.count { return "not one whole message" }
    case .close(let id, _):
      if live.remove(id) == nil { return "close of \(id), which is over" }
      connecting.remove(id)
    case .established(let id, let negotiated):
      if !live.contains(id) || connecting.contains(id) { return "established on \(id), which is not up" }
      if session != nil { return "two sessions" }
      if negotiated.families.isEmpty { return "a session without families" }
      session = id
      sessions += 1
    case .down(_, let retention):
      if session == nil { return "down without a session" }
      if !stale.isEmpty { return "stale routes over two losses" }
      session = nil
      downs += 1
      if case .keep(let families, _) = retention { stale = families }
    case .routesExpired(let families):
      if !families.isSubset(of: stale) || families.isEmpty { return "expired what was not kept" }
      stale.subtract(families)
    case .refreshRequested, .refreshBegan, .refreshEnded: if session == nil { return "refresh without a session" }
    case .stateChanged: break
    }
    return nil
  }
}
