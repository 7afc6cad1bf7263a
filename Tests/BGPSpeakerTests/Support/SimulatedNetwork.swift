import BGPRIB
import BGPSession
import BGPSpeaker
import NetTypes

/// Speakers that are connected by a simulated TCP with latency, partial writes and cuts, under a virtual clock.
///
/// Everything random comes from one seed, so a failing run can be run again.
final class SimulatedNetwork {
  /// One direction of a connection ends here.
  private struct End {
    var node: Int
    var link: LinkID
    var buffer: [UInt8] = []
  }

  private struct Connection {
    var ends: [End]
    var isOpen = true
    /// Octets were lost: nothing arrives any more, in neither direction.
    var hasHole = false
    /// When the last octets of each direction arrive: TCP keeps the order.
    var lastArrival = [MonotonicTime.zero, MonotonicTime.zero]
  }

  private enum Event {
    case connect(node: Int, LinkID, Endpoint)
    case deliver(connection: Int, to: Int, [UInt8])
    case close(connection: Int, to: Int)
  }

  private(set) var now = MonotonicTime.zero + .seconds(1000)
  private(set) var speakers: [Speaker] = []
  private(set) var events: [[SpeakerEvent]] = []
  private var addresses: [IPAddress] = []
  private var connections: [Connection] = []
  private var places: [LinkID: [Int: (connection: Int, end: Int)]] = [:]
  private var queue: [(time: MonotonicTime, order: Int, event: Event)] = []
  private var order = 0
  private var cut: Set<[Int]> = []
  /// Connects that were given up under way.
  private var abandoned: Set<[UInt64]> = []
  private var random: SplitMix
  /// How many octets a socket takes at once.
  var socketRoom = 1 << 20

  init(seed: UInt64) { random = SplitMix(state: seed) }

  /// Adds a speaker; its address has to be the one that the others' configurations name.
  func add(_ configuration: SpeakerConfiguration, address: IPAddress) {
    speakers.append(Speaker(configuration: configuration, at: now))
    addresses.append(address)
    events.append([])
    pump(speakers.count - 1)
  }

  /// Separates two nodes, or joins them again; connections between them hang until their timers notice.
  func setCut(_ first: Int, _ second: Int, _ isCut: Bool) {
    if isCut { cut.insert([min(first, second), max(first, second)]) } else { cut.remove([min(first, second), max(first, second)]) }
  }

  /// Breaks all connections between two nodes as a reset does.
  func resetConnections(_ first: Int, _ second: Int) {
    for (number, connection) in connections.enumerated() where connection.isOpen {
      if Set(connection.ends.map(\.node)) != [first, second] { continue }
      connections[number].isOpen = false
      for end in connection.ends {
        speakers[end.node].closed(end.link, .reset, at: now)
        pump(end.node)
      }
    }
  }

  /// Hands octets to `node` as if `other` had sent them on each connection of the two.
  func inject(_ octets: [UInt8], from other: Int, to node: Int) {
    for (number, connection) in connections.enumerated() where connection.isOpen {
      if Set(connection.ends.map(\.node)) != [other, node] { continue }
      if let end = connection.ends.firstIndex(where: { $0.node == node }) { deliver(number, to: end, octets) }
    }
  }

  /// Does something to a speaker and lets it work.
  func act(_ node: Int, _ body: (Speaker, MonotonicTime) -> Void) {
    body(speakers[node], now)
    pump(node)
  }

  /// Lets time pass.
  func run(for duration: Duration) {
    let end = now + duration
    while true {
      let deadline = speakers.map(\.nextDeadline).min() ?? .distantFuture
      let arrival = queue.first?.time ?? .distantFuture
      let next = min(deadline, arrival)
      if next > end { break }
      now = max(now, next)
      if arrival <= deadline { handleNext() } else { advanceDue() }
    }
    now = end
  }

  private func advanceDue() {
    for node in speakers.indices where speakers[node].nextDeadline <= now { pump(node) }
  }

  private func handleNext() {
    switch queue.removeFirst().event {
    case .connect(let node, let link, let endpoint): open(from: node, link, to: endpoint)
    case .deliver(let number, let end, let octets): deliver(number, to: end, octets)
    case .close(let number, let end): close(number, to: end)
    }
  }

  // MARK: The simulated TCP

  private func isCut(_ first: Int, _ second: Int) -> Bool { cut.contains([min(first, second), max(first, second)]) }

  private func open(from node: Int, _ link: LinkID, to endpoint: Endpoint) {
    if abandoned.remove([UInt64(node), link.rawValue]) != nil { return }
    guard let target = addresses.firstIndex(of: endpoint.address), !isCut(node, target) else {
      speakers[node].connectFailed(link, .timedOut, at: now)
      return pump(node)
    }
    let remote = Endpoint(addresses[node], port: 40_000)
    guard
      let (accepted, _) = speakers[target].accepts(remote, socket: Int32(connections.count), local: Endpoint(addresses[target]), at: now)
    else {
      speakers[node].connectFailed(link, .refused, at: now)
      pump(target)
      return pump(node)
    }
    connections.append(Connection(ends: [End(node: node, link: link), End(node: target, link: accepted)]))
    let number = connections.count - 1
    places[link, default: [:]][node] = (number, 0)
    places[accepted, default: [:]][target] = (number, 1)
    speakers[target].accepted(accepted, at: now)
    pump(target)
    if connections[number].isOpen { speakers[node].connected(link, socket: Int32(number), local: remote, at: now) }
    pump(node)
  }

  private func deliver(_ number: Int, to end: Int, _ octets: [UInt8]) {
    guard connections[number].isOpen else { return }
    let target = connections[number].ends[end]
    let source = connections[number].ends[1 - end]
    // What is sent into a cut is lost, and behind a hole TCP delivers nothing: the connection is dead, and its timers have to notice.
    if isCut(source.node, target.node) { connections[number].hasHole = true }
    if connections[number].hasHole { return }
    let bytes = target.buffer + octets
    let consumed = bytes.withUnsafeBytes { speakers[target.node].received(target.link, $0, at: now) }
    connections[number].ends[end].buffer = Array(bytes[consumed...])
    pump(target.node)
  }

  private func close(_ number: Int, to end: Int) {
    guard connections[number].isOpen else { return }
    let target = connections[number].ends[end]
    if isCut(connections[number].ends[1 - end].node, target.node) { return }
    connections[number].isOpen = false
    speakers[target.node].closed(target.link, .closedByPeer, at: now)
    pump(target.node)
  }

  // MARK: A speaker's turn

  private func pump(_ node: Int) {
    let speaker = speakers[node]
    var rounds = 0
    repeat {
      speaker.advance(at: now, limit: 1 + Int(random.next() % 64))
      for effect in speaker.takeEffects() { carryOut(effect, of: node) }
      for link in speaker.takeLinksWithOutput() { flush(link.id, of: node) }
      _ = speaker.takeKernelChanges()
      events[node] += speaker.takeEvents()
      rounds += 1
    } while speaker.hasPendingWork && rounds < 100_000
    precondition(rounds < 100_000, "the speaker never comes to rest")
  }

  private func carryOut(_ effect: SpeakerEffect, of node: Int) {
    switch effect {
    case .connect(let link, let endpoint, _): schedule(.connect(node: node, link, endpoint), after: latency())
    case .close(let link):
      flush(link, of: node)
      speakers[node].forget(link)
      guard let place = places[link]?.removeValue(forKey: node) else {
        abandoned.insert([UInt64(node), link.rawValue])
        return
      }
      schedule(.close(connection: place.connection, to: 1 - place.end), notBefore: place)
    case .listen, .password, .retune, .kernelRoutesComplete: break
    }
  }

  private func flush(_ link: LinkID, of node: Int) {
    guard let place = places[link]?[node], let link = speakers[node].link(link) else { return }
    while true {
      var octets: [UInt8] = []
      let room = 1 + Int(random.next() % UInt64(socketRoom))
      let result = speakers[node].flush(link, at: now) { vectors in
        for vector in vectors {
          octets += UnsafeRawBufferPointer(start: vector.iov_base, count: vector.iov_len).prefix(room - octets.count)
        }
        return octets.count
      }
      if !octets.isEmpty { schedule(.deliver(connection: place.connection, to: 1 - place.end, octets), notBefore: place) }
      // A full socket is drained at once: what matters is that writes end in the middle of messages.
      if result == .idle { return }
    }
  }

  private func latency() -> Duration { .microseconds(100 + Int64(random.next() % 5000)) }

  private func schedule(_ event: Event, notBefore place: (connection: Int, end: Int)) {
    let arrival = max(now + latency(), connections[place.connection].lastArrival[place.end] + .nanoseconds(1))
    connections[place.connection].lastArrival[place.end] = arrival
    insert(event, at: arrival)
  }

  private func schedule(_ event: Event, after delay: Duration) { insert(event, at: now + delay) }

  private func insert(_ event: Event, at time: MonotonicTime) {
    order += 1
    var low = 0
    var high = queue.count
    while low < high {
      let middle = (low + high) / 2
      if (queue[middle].time, queue[middle].order) < (time, order) { low = middle + 1 } else { high = middle }
    }
    queue.insert((time, order, event), at: low)
  }
}
