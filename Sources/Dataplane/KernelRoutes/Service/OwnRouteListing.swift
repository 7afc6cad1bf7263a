import NetTypes

/// The own routes as the kernel lists them, read in slices: the kernel makes a dump only as fast as it is read, so a round of the audit may last minutes
/// and costs next to nothing at any moment.
final class OwnRouteListing {
  enum Outcome: Equatable {
    case unfinished
    case complete
    case failed
  }

  private let socket: NetlinkSocket
  private let identity: RouteIdentity
  private var sequence: UInt32 = 1
  private var remaining: [AddressFamily] = []
  private var isRestarting = false
  /// A round has begun and not ended.
  private(set) var isRunning = false
  /// The round is to be read without pauses.
  private(set) var isUrgent = false

  init(identity: RouteIdentity) throws(KernelFailure) {
    self.identity = identity
    socket = try NetlinkSocket(receiveBuffer: 1 << 20)
  }

  /// Something is amiss now, so a round has to begin now and be read without pauses; one that runs began too early.
  func hurry() {
    isRestarting = isRunning
    isUrgent = true
  }

  /// Starts a round.
  func begin() {
    isRunning = true
    remaining = AddressFamily.allCases
    request()
  }

  /// Hands at least so many routes to `handle`, or the rest.
  func read(routes limit: Int, _ handle: (KernelRoute) -> Void) -> Outcome {
    var count = 0
    while count < limit {
      var end: DumpEnd?
      let outcome = socket.receive(datagrams: 1) { message in
        guard message.sequence == sequence else { return }
        if let ending = DumpEnd(message) {
          end = ending
        } else if let content = RouteMessage(message.payload), !content.isCloned {
          count += 1
          handle(content.route)
        }
      }
      switch (outcome, end) {
      case (_, .complete): if finishFamily() { return finish(.complete) }
      case (.received, nil): continue
      case (.empty, nil), (.lost, _), (_, .failed): return finish(.failed)
      }
    }
    return .unfinished
  }

  private func finishFamily() -> Bool {
    remaining.removeFirst()
    request()
    return remaining.isEmpty
  }

  private func finish(_ outcome: Outcome) -> Outcome {
    isRunning = false
    if !isRestarting { isUrgent = false }
    isRestarting = false
    return outcome
  }

  private func request() {
    guard let family = remaining.first else { return }
    sequence &+= 1
    var writer = NetlinkWriter()
    writer.dumpRoutes(family, table: identity.table, protocolNumber: identity.protocolNumber, sequence: sequence)
    _ = socket.send(writer.bytes)  // a failure shows as a listing without an end
  }
}
