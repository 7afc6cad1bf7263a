import BGPWire
import NetTypes
import Testing

@testable import BGPSession

@Suite("Fuzz")
struct FuzzTests {
  @Test("5,000 random inputs break no promise of the machine", arguments: 0..<24 as Range<UInt64>)
  func random(seed: UInt64) {
    var fuzzer = Fuzzer(seed: seed)
    for step in 0..<5000 {
      if let problem = fuzzer.step() {
        Issue.record("seed \(seed), step \(step): \(problem)")
        return
      }
    }
    // A run that never gets anywhere proves nothing.
    #expect(fuzzer.auditor.sessions > 20, "seed \(seed)")
  }
}

/// Feeds one peer with inputs of which most make sense, so that all states are reached.
private struct Fuzzer {
  var auditor = Auditor()
  private var random: SplitMix64
  private var peer: Peer
  private var now = MonotonicTime.zero
  private var accepts: UInt32 = 0

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    peer = Peer(Self.configuration(seed, &random))
  }

  private static func configuration(_ seed: UInt64, _ random: inout SplitMix64) -> PeerConfiguration {
    var configuration = Scenario.configuration
    configuration.seed = seed
    configuration.remoteAS = .external
    configuration.passive = Int.random(in: 0..<4, using: &random) == 0
    configuration.holdTime = [0, 3, 9, 90].randomElement(using: &random) ?? 0
    configuration.families = [.ipv4, .ipv6, .all].randomElement(using: &random) ?? .all
    if Bool.random(using: &random) { configuration.gracefulRestart = nil }
    if Bool.random(using: &random) { configuration.sendHoldTime = .seconds(20) }
    return configuration
  }

  /// One input; the promise that it breaks, if it does.
  mutating func step() -> String? {
    now = now + .milliseconds(Int.random(in: 0..<1000, using: &random))
    if chance(50) {
      let next = Self.configuration(random.next(), &random)
      let effects = peer.reconfigure(next, at: now)
      return auditor.check(effects, of: peer, at: now, after: .start)
    }
    if peer.nextDeadline <= now || chance(10) { return give(.timeout) }
    if chance(20) && peer.nextDeadline != .distantFuture {
      now = max(now, peer.nextDeadline)
      return give(.timeout)
    }
    let id = chance(20) ? ConnectionID.outgoing(.random(in: 0..<50, using: &random)) : peer.liveConnections.randomElement(using: &random)
    guard let id, !chance(4) else { return give(administration()) }
    return chance(3) ? give(transport(id)) : message(id)
  }

  private mutating func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &random) == 0 }

  private mutating func give(_ input: PeerInput) -> String? {
    auditor.before(input)
    let effects = peer.handle(input, at: now)
    return auditor.check(effects, of: peer, at: now, after: input)
  }

  private mutating func administration() -> PeerInput {
    if !chance(3) {
      accepts += 1
      return chance(3) ? .enable : .accepted(.accepted(accepts))
    }
    switch Int.random(in: 0..<12, using: &random) {
    case 0: return .start
    case 1: return .disable(reason: chance(2) ? nil : "text")
    case 2: return .reset(reason: chance(2) ? nil : "text", hard: chance(2))
    case 3: return .prefixLimitExceeded(.ipv4, limit: 7, restartAfter: chance(2) ? nil : .seconds(5))
    case 4: return .outOfResources
    case 5: return .bfdDown
    case 6: return .requestRefresh(.ipv4)
    default: return .enable
    }
  }

  private mutating func transport(_ id: ConnectionID) -> PeerInput {
    switch Int.random(in: 0..<16, using: &random) {
    case 0: .closed(id, .endOfStream)
    case 1: .connectFailed(id, .timedOut)
    case 2: .malformed(id, .connectionNotSynchronized)
    case 3: .updateReceived(id)
    case 4: .updatesSent(id)
    case 5: .sending(id, .blocked)
    case 6: .sending(id, .advanced)
    case 7: .sending(id, .drained)
    case 8: .endOfRIB(id, .ipv4)
    case 9: .endOfRIB(id, .ipv6)
    default: .connected(id)
    }
  }

  /// Mostly what the state waits for, sometimes anything.
  private mutating func message(_ id: ConnectionID) -> String? {
    var bytes: [UInt8]
    switch Int.random(in: 0..<20, using: &random) {
    case 0: bytes = NotificationMessage(code: .random(in: 0...9, using: &random), subcode: .random(in: 0...12, using: &random)).encoded()
    case 1: bytes = RouteRefreshMessage(family: .ipv4, subtype: .init(rawValue: .random(in: 0...4, using: &random))).encoded()
    case 2: bytes = Keepalive.bytes + (0..<Int.random(in: 0..<40, using: &random)).map { _ in .random(in: 0...255, using: &random) }
    case 3..<11: bytes = Keepalive.bytes
    default: bytes = open().encoded()
    }
    if chance(20) { bytes[Int.random(in: 18..<bytes.count, using: &random)] = .random(in: 0...255, using: &random) }
    guard let type = MessageType(rawValue: bytes[18]) else { return give(.malformed(id, .badMessageType(bytes[18]))) }
    return bytes.withUnsafeBytes { give(.message(id, type, UnsafeRawBufferPointer(rebasing: $0[19...]))) }
  }

  private mutating func open() -> OpenMessage {
    let restart = Scenario.gracefulRestart(
      time: [0, 5, 120].randomElement(using: &random) ?? 0, restarting: chance(2), notification: chance(2), forwarding: !chance(3))
    let identifier = UInt32.random(in: 0x0A00_0008..<0x0A00_000E, using: &random)
    let withRestart = chance(2)
    let hold: UInt16 = [0, 1, 3, 9, 90, 90, 90].randomElement(using: &random) ?? 0
    return Scenario.open {
      $0.routerID = RouterID(identifier)
      $0.holdTime = hold
      if withRestart { $0.capabilities.append(restart) }
    }
  }
}
