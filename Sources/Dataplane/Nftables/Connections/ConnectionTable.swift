import KernelRoutes
import NetTypes

/// The kernel's tracked connections. For one thread; of the network namespace of the one that made it.
public final class ConnectionTable {
  private let socket: NetlinkSocket
  private var sequence: UInt32 = 1

  /// Opens the way to the kernel.
  public init() throws(NftablesFailure) {
    do throws(KernelFailure) {
      socket = try NetlinkSocket(receiveBuffer: 8 << 20, family: NfnetlinkNumbers.socketFamily)
    } catch { throw NftablesFailure(operation: "reach the kernel's connections", reason: "\(error)") }
  }

  /// Cuts every connection that is no longer allowed, lets go those that were cut and now are allowed, and returns the former; the others
  /// are not touched.
  ///
  /// Without its entry in the kernel a connection could come back the other way round, by the next packet of an answer: so the entry stays,
  /// marked for rules to drop both directions, until nobody sends any more. Removing it once it is allowed lets the next packet be judged anew.
  @discardableResult
  public func cut(mark: UInt32, where isDenied: (LiveConnection) -> Bool) throws(NftablesFailure) -> [LiveConnection] {
    var cut: [LiveConnection] = []
    for connection in try all() {
      let (wasCut, isCut) = (connection.mark & mark != 0, isDenied(connection))
      if isCut && !wasCut {
        try change(connection, ConnectionMessage.new) { writer in
          writer.attribute(ConnectionAttribute.mark, (connection.mark | mark).bigEndian)
          writer.attribute(ConnectionAttribute.markMask, mark.bigEndian)
        }
        cut.append(connection)
      } else if wasCut && !isCut {
        try change(connection, ConnectionMessage.delete) { _ in }
      }
    }
    return cut
  }

  /// All connections of both families.
  public func all() throws(NftablesFailure) -> [LiveConnection] {
    var connections: [LiveConnection] = []
    var writer = NetlinkWriter()
    let number = next()
    let kind = NfnetlinkNumbers.tracking << 8 | ConnectionMessage.get
    writer.message(kind, [.request, .dump], sequence: number) { $0.header(family: 0, resource: 0) }
    try exchange(writer.bytes, number) { message in
      if message.kind == NfnetlinkNumbers.tracking << 8 | ConnectionMessage.new, let connection = LiveConnection(message.payload) {
        connections.append(connection)
      }
    }
    return connections
  }

  /// One that has ended by itself needs no change.
  private func change(_ connection: LiveConnection, _ kind: UInt16, _ content: (inout NetlinkWriter) -> Void) throws(NftablesFailure) {
    var writer = NetlinkWriter()
    let number = next()
    writer.message(NfnetlinkNumbers.tracking << 8 | kind, [.request, .acknowledge], sequence: number) { writer in
      writer.header(family: connection.source.family == .ipv4 ? 2 : 10, resource: 0)
      for byte in connection.identity { writer.append(byte) }
      content(&writer)
    }
    try exchange(writer.bytes, number) { _ in }
  }

  private func next() -> UInt32 {
    sequence &+= 1
    return sequence
  }

  /// Sends a request and reads what comes until its end.
  private func exchange(_ bytes: [UInt8], _ number: UInt32, _ handle: (NetlinkMessage) -> Void) throws(NftablesFailure) {
    if let problem = socket.send(bytes) {
      throw NftablesFailure(operation: "ask for connections", reason: KernelRefusal(errno: problem).reason)
    }
    var (isDone, refusal): (Bool, KernelRefusal?) = (false, nil)
    while !isDone {
      let outcome = socket.receive { message in
        guard message.sequence == number else { return }
        if let answer = Acknowledgement(message) {
          (isDone, refusal) = (true, answer.refusal)
        } else if message.kind == NfnetlinkNumbers.done {
          isDone = true
        } else {
          handle(message)
        }
      }
      if isDone { break }
      if case .received = outcome { continue }
      if outcome == .lost || !socket.waitUntilReadable(milliseconds: 5000) {
        throw NftablesFailure(operation: "read connections", reason: "no answer from the kernel")
      }
    }
    if let refusal, refusal.errno != KernelRefusal.noSuchEntry {
      throw NftablesFailure(operation: "change connections", reason: refusal.reason)
    }
  }
}
