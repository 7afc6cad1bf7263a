import BGPWire
import NetTypes

@testable import BGPSession

/// Two peers, a link between them with latency of its own for each packet, and a virtual clock.
///
/// Bytes of one direction of a connection stay in order, everything else overtakes everything else.
struct TwoPeers {
  /// One end of a TCP connection: which of the peers, and the name the connection has there.
  private struct End: Hashable {
    let side: Int
    let id: ConnectionID
  }

  private enum Event {
    case arrives(from: End)
    case answered(End)
    case message(End, [UInt8])
    case closed(End)
  }

  private(set) var peers: [Peer]
  private(set) var now = MonotonicTime.zero
  private(set) var auditors = [Auditor(), Auditor()]
  /// Promises that were broken.
  private(set) var problems: [String] = []
  private var random: SplitMix64
  private let latency: ClosedRange<Int>
  private var queue: [(time: MonotonicTime, order: Int, event: Event)] = []
  private var order = 0
  private var otherEnd: [End: End] = [:]
  /// When the last packet to an end arrives: later ones arrive later.
  private var lastArrival: [End: MonotonicTime] = [:]
  private var accepts: UInt32 = 0

  /// Latency in microseconds.
  init(_ first: PeerConfiguration, _ second: PeerConfiguration, latency: ClosedRange<Int>, seed: UInt64) {
    peers = [Peer(first), Peer(second)]
    self.latency = latency
    random = SplitMix64(seed: seed)
  }

  /// Hands an input to one side at the present time.
  mutating func give(_ input: PeerInput, to side: Int) {
    auditors[side].before(input)
    let effects = peers[side].handle(input, at: now)
    if let problem = auditors[side].check(effects, of: peers[side], at: now, after: input) { problems.append(problem) }
    for effect in effects { perform(effect, by: side) }
  }

  /// Lets time pass.
  mutating func run(for span: Duration) {
    let end = now + span
    while let next = nextTime, next <= end {
      now = max(now, next)
      if let index = queue.indices.min(by: { (queue[$0].time, queue[$0].order) < (queue[$1].time, queue[$1].order) }),
        queue[index].time <= now
      {
        deliver(queue.remove(at: index).event)
      } else {
        for side in 0...1 where peers[side].nextDeadline <= now { give(.timeout, to: side) }
      }
    }
    now = end
  }

  /// Tears every connection, for both sides.
  mutating func tear() {
    queue = []
    lastArrival = [:]
    otherEnd = [:]
    for side in 0...1 {
      for id in peers[side].liveConnections {
        give(id.isAccepted || peers[side].state > .connect ? .closed(id, .reset) : .connectFailed(id, .noRoute), to: side)
      }
    }
  }

  /// Whether both are Established, on one and the same connection.
  var agree: Bool {
    guard let first = peers[0].established, let second = peers[1].established else { return false }
    return otherEnd[End(side: 0, id: first)] == End(side: 1, id: second)
  }

  private var nextTime: MonotonicTime? {
    let deadline = min(peers[0].nextDeadline, peers[1].nextDeadline, queue.map(\.time).min() ?? .distantFuture)
    return deadline == .distantFuture ? nil : deadline
  }

  private mutating func schedule(_ event: Event, to end: End) {
    var time = now + .microseconds(Int.random(in: latency, using: &random))
    if let last = lastArrival[end], last > time { time = last }
    lastArrival[end] = time
    order += 1
    queue.append((time, order, event))
  }

  private mutating func perform(_ effect: PeerEffect, by side: Int) {
    switch effect {
    case .connect(let id): schedule(.arrives(from: End(side: side, id: id)), to: End(side: side, id: id))
    case .send(let id, let bytes):
      if let other = otherEnd[End(side: side, id: id)] { schedule(.message(other, bytes), to: other) }
    case .close(let id, _): if let other = otherEnd[End(side: side, id: id)] { schedule(.closed(other), to: other) }
    case .established, .down, .routesExpired, .refreshRequested, .refreshBegan, .refreshEnded, .stateChanged: break
    }
  }

  private mutating func deliver(_ event: Event) {
    switch event {
    case .arrives(let from):
      guard peers[from.side].liveConnections.contains(from.id) else { return }
      accepts += 1
      let end = End(side: 1 - from.side, id: .accepted(accepts))
      otherEnd[from] = end
      otherEnd[end] = from
      schedule(.answered(from), to: from)
      give(.accepted(end.id), to: end.side)
    case .answered(let end): give(.connected(end.id), to: end.side)
    case .message(let end, let bytes):
      guard let type = MessageType(rawValue: bytes[18]), peers[end.side].liveConnections.contains(end.id) else { return }
      bytes.withUnsafeBytes { give(.message(end.id, type, UnsafeRawBufferPointer(rebasing: $0[19...])), to: end.side) }
    case .closed(let end): if peers[end.side].liveConnections.contains(end.id) { give(.closed(end.id, .endOfStream), to: end.side) }
    }
  }
}
