import BGPWire
import NetTypes

// What happens by itself as time passes, and the routes that outlive a session.
extension Peer {
  mutating func timeout(at now: MonotonicTime) {
    for id in connections.map(\.id) {
      guard let index = index(of: id) else { continue }
      switch connections[index].timeout(at: now) {
      case .nothing: break
      case .keepalive: send(id, .keepalive, Keepalive.bytes)
      case .failed(let reason, let notification): drop(id, reason, notification, at: now)
      }
    }
    if let stale, now >= stale.deadline { expireStale(stale.families) }
    switch activity {
    case .running(let time) where now >= time: connect(at: now)
    case .held(let time) where now >= time: run(at: now)
    case .running, .held, .notStarted, .disabled, .over: break
    }
  }

  /// The session is lost: remembers what the RIB keeps. RFC 4724 §4.2: what was stale before "MUST be deleted".
  mutating func keepStale(_ retention: RouteRetention) {
    if let stale { expireStale(stale.families) }
    if case .keep(let families, let deadline) = retention { stale = StaleRoutes(families: families, deadline: deadline) }
  }

  /// The session is back. RFC 4724 §4.2: families that the peer does not list now, or whose forwarding it did not keep, go at once; the
  /// others stay until End-of-RIB, or for our stale path time.
  mutating func refreshStale(_ negotiated: Negotiated, at now: MonotonicTime) {
    guard let stale else { return }
    let kept = stale.families.intersection(negotiated.gracefulRestart?.forwardingPreserved ?? [])
    expireStale(stale.families.subtracting(kept))
    self.stale?.deadline = now + max(configuration.gracefulRestart?.stalePathTime ?? .zero, .seconds(1))
  }

  mutating func endOfRIB(_ id: ConnectionID, _ family: AddressFamily) {
    guard id == established else { return }
    endOfRIBReceived.insert(FamilySet(family))
    expireStale(FamilySet(family))
  }

  mutating func expireStale(_ families: FamilySet) {
    guard let stale else { return }
    let expired = stale.families.intersection(families)
    guard !expired.isEmpty else { return }
    self.stale?.families.subtract(expired)
    if stale.families == expired { self.stale = nil }
    emit(.routesExpired(expired))
  }
}
