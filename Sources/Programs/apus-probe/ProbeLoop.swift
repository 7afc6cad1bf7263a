import Glibc
import NetTypes

/// The whole program: one thread that waits for whatever happens first.
///
/// It is its own loop on plain sockets because of what it measures: each look has to be a new connection, and UDP one packet, neither of
/// which a client that pools connections is made for; and a lab has hundreds of probes, which should cost little each.
struct ProbeLoop {
  private let listeners: [Socket]
  private let datagrams: [Socket]
  private var visits: [Visit] = []
  private var looks: [Look] = []
  private var report: ProbeReport
  private var schedule: LookSchedule

  /// Who connects when so many are there already has to wait.
  private static let maximumVisits = 256
  private static let visitTime = Duration.seconds(10)

  /// Opens the ports.
  ///
  /// - Throws: ``SocketFailure`` when one cannot be had.
  init(ports: [ListeningPort], targets: [ProbeTarget], schedule: LookSchedule) throws {
    listeners = try ports.filter { $0.transport == .tcp }.map(Socket.listening)
    datagrams = try ports.filter { $0.transport == .udp }.map(Socket.listening)
    report = ProbeReport(targets)
    self.schedule = schedule
  }

  /// Runs until the process is ended.
  mutating func run() throws {
    while true {
      if schedule.begins(at: Self.now) { beginRound() }
      try wait()
      for socket in datagrams { while socket.answerDatagram() {} }
      proceedWithLooks()
      proceedWithVisits()
      acceptVisits()
    }
  }

  /// Waits for the first thing to happen, or for the next deadline. Everything is then tried again, which is cheap for so few.
  private func wait() throws {
    var polled = (visits.count < Self.maximumVisits ? listeners : []).map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    polled += datagrams.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    polled += visits.map { pollfd(fd: $0.socket.descriptor, events: $0.events, revents: 0) }
    polled += looks.map { pollfd(fd: $0.socket.descriptor, events: $0.events, revents: 0) }
    let deadline = (visits.map(\.deadline) + looks.map(\.deadline)).reduce(report.targets.isEmpty ? .distantFuture : schedule.next, min)
    if poll(&polled, nfds_t(polled.count), Self.milliseconds(until: deadline)) < 0, errno != EINTR {
      throw SocketFailure("cannot wait", errno: errno)
    }
  }

  private mutating func beginRound() {
    let deadline = Self.now + schedule.timeout
    for (index, target) in report.targets.enumerated() where !looks.contains(where: { $0.index == index }) {
      if let look = Look(at: target, index: index, deadline: deadline) {
        looks.append(look)
      } else {
        report.note(index, isReachable: false)
      }
    }
  }

  private mutating func proceedWithLooks() {
    let now = Self.now
    for place in looks.indices.reversed() {
      guard let isReachable = looks[place].proceed() ?? (looks[place].deadline <= now ? false : nil) else { continue }
      let look = looks.remove(at: place)
      look.socket.close()
      report.note(look.index, isReachable: isReachable)
    }
  }

  private mutating func proceedWithVisits() {
    let now = Self.now
    for place in visits.indices.reversed() where !visits[place].proceed(report) || visits[place].deadline <= now {
      visits.remove(at: place).socket.close()
    }
  }

  private mutating func acceptVisits() {
    for listener in listeners {
      while visits.count < Self.maximumVisits, let socket = listener.accepted() {
        visits.append(Visit(socket, deadline: Self.now + Self.visitTime))
      }
    }
  }

  private static var now: MonotonicTime {
    var time = timespec()
    _ = clock_gettime(CLOCK_MONOTONIC, &time)
    return MonotonicTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  /// For `poll`: rounded up, so that the deadline has passed when it returns; -1 is for ever.
  private static func milliseconds(until deadline: MonotonicTime) -> Int32 {
    if deadline == .distantFuture { return -1 }
    return Int32(clamping: max(0, deadline.nanoseconds - now.nanoseconds + 999_999) / 1_000_000)
  }
}
