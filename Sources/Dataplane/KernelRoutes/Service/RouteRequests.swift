import NetTypes

/// The socket for what we ask of the kernel: batches of changes, and the dumps of the start and of a resync.
final class RouteRequests {
  /// An exchange is cut at this size, well below the least send buffer.
  private static let exchangeLength = 96 << 10
  /// How long an answer may take; the kernel answers before the request's system call returns, so this is never waited for.
  private static let patience: Int32 = 2000

  private let socket: NetlinkSocket
  private let identity: RouteIdentity
  private var sequence: UInt32 = 1
  private var writer = NetlinkWriter(capacity: 128 << 10)

  /// Our port, by which notifications tell what we caused ourselves.
  var port: UInt32 { socket.port }

  init(identity: RouteIdentity) throws(KernelFailure) {
    self.identity = identity
    // An acknowledgement takes up to a kilobyte of buffer: enough for a whole batch of them.
    socket = try NetlinkSocket(receiveBuffer: 16 << 20)
  }

  /// Performs operations in their order; one outcome for each, nil is success.
  func perform(_ operations: [RouteOperation]) -> [KernelRefusal?] {
    var outcomes: [KernelRefusal?] = []
    outcomes.reserveCapacity(operations.count)
    var index = 0
    while index < operations.count {
      writer.removeAll()
      var places: [UInt32] = []  // the number of each operation's first message
      let first = sequence
      while index < operations.count, writer.bytes.count < Self.exchangeLength {
        places.append(sequence &- first)
        writer.append(operations[index], as: identity, sequence: sequence)
        sequence &+= UInt32(operations[index].messageCount)
        index += 1
      }
      let answers = exchange(first: first, count: Int(sequence &- first))
      // Of an addition with a deletion the addition counts; the audit finds what the deletion left.
      for place in places { outcomes.append(answers[Int(place)]) }
    }
    return outcomes
  }

  private func exchange(first: UInt32, count: Int) -> [KernelRefusal?] {
    if let problem = socket.send(writer.bytes) { return Array(repeating: KernelRefusal(errno: problem), count: count) }
    // An answer that does not come was lost for want of buffer space.
    var answers: [KernelRefusal?] = Array(repeating: KernelRefusal(errno: KernelRefusal.noBufferSpace, message: "no answer"), count: count)
    var missing = count
    while missing > 0 {
      let outcome = socket.receive { message in
        let place = Int(message.sequence &- first)
        guard place < count, let answer = Acknowledgement(message) else { return }
        answers[place] = answer.refusal
        missing -= 1
      }
      if outcome == .lost || (outcome == .empty && !socket.waitUntilReadable(milliseconds: Self.patience)) { break }
    }
    return answers
  }

  /// Hands every link, address and route of the main table and of ours to `handle`; false when a part could not be read.
  func dumpNetwork(_ handle: (NetlinkMessage) -> Void) -> Bool {
    guard dump({ $0.dumpLinks(sequence: $1) }, handle), dump({ $0.dumpAddresses(sequence: $1) }, handle) else { return false }
    for table in Set([RouteTable.main, identity.table]) {
      for family in AddressFamily.allCases {
        guard dump({ $0.dumpRoutes(family, table: table, protocolNumber: 0, sequence: $1) }, handle) else { return false }
      }
    }
    return true
  }

  /// The routes of others to exactly this prefix in our table; nil when they could not be read.
  func foreignRoutes(to prefix: IPPrefix) -> [KernelRoute]? {
    var routes: [KernelRoute] = []
    let isComplete = dump({ $0.dumpRoutes(prefix.family, table: identity.table, protocolNumber: 0, sequence: $1) }) { message in
      guard let content = RouteMessage(message.payload), !content.isCloned, content.route.prefix == prefix else { return }
      if content.route.table == identity.table && !identity.owns(content.route) { routes.append(content.route) }
    }
    return isComplete ? routes : nil
  }

  private func dump(_ request: (inout NetlinkWriter, UInt32) -> Void, _ handle: (NetlinkMessage) -> Void) -> Bool {
    let number = sequence
    sequence &+= 1
    writer.removeAll()
    request(&writer, number)
    guard socket.send(writer.bytes) == nil else { return false }
    var end: DumpEnd?
    while end == nil {
      let outcome = socket.receive { message in
        guard message.sequence == number else { return }
        if let ending = DumpEnd(message) { end = ending } else { handle(message) }
      }
      if outcome == .lost || (outcome == .empty && end == nil && !socket.waitUntilReadable(milliseconds: Self.patience)) { return false }
    }
    return end == .complete
  }
}

/// How a dump ended.
enum DumpEnd: Equatable {
  case complete
  case failed

  /// Reads a message; nil for one that belongs to the content. A table that does not exist yet has no routes.
  init?(_ message: NetlinkMessage) {
    switch message.kind {
    case MessageKind.done: self = .complete
    case MessageKind.error: self = Acknowledgement(message)?.refusal?.errno == KernelRefusal.noSuchEntry ? .complete : .failed
    default: return nil
    }
  }
}
