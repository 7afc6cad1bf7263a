import KernelRoutes

/// Listens to what rules tell of: denied packets, a few a second of each reason, and packets that met a Log rule. For one thread.
public final class LogReader {
  private let socket: NetlinkSocket

  /// Listens to an nflog group of the network namespace of the calling thread. A group has one listener at a time.
  public init(group: UInt16) throws(NftablesFailure) {
    do throws(KernelFailure) {
      socket = try NetlinkSocket(receiveBuffer: 1 << 20, family: NfnetlinkNumbers.socketFamily)
    } catch { throw NftablesFailure(operation: "listen to the log", reason: "\(error)") }
    try configure(group, LogAttribute.command) { $0.append(LogAttribute.bind) }
    // Headers are enough: 40 octets of IPv6, and the ports.
    try configure(group, LogAttribute.mode) { writer in
      writer.append(UInt32(64).bigEndian)
      writer.append(LogAttribute.copyPacket)
      writer.append(UInt8(0))
    }
  }

  /// Readable when something was told: then call ``receive()``.
  public var descriptor: Int32 { socket.descriptor }

  /// What was told since the last call. Some may be lost when there is much of it.
  public func receive() -> [LoggedPacket] {
    var packets: [LoggedPacket] = []
    let kind = LogMessage.subsystem << 8 | LogMessage.packet
    while case .received = socket.receive({ message in
      if message.kind == kind, let packet = LoggedPacket(message: message.payload) { packets.append(packet) }
    }) {}
    return packets
  }

  private func configure(_ group: UInt16, _ attribute: UInt16, _ content: (inout NetlinkWriter) -> Void) throws(NftablesFailure) {
    var writer = NetlinkWriter()
    let kind = LogMessage.subsystem << 8 | LogMessage.configuration
    writer.message(kind, [.request, .acknowledge], sequence: 1) { writer in
      writer.header(family: 0, resource: group)
      writer.attribute(attribute, content: content)
    }
    var answer: Acknowledgement?
    let problem = socket.send(writer.bytes)
    while problem == nil && answer == nil && socket.waitUntilReadable(milliseconds: 2000) {
      _ = socket.receive(datagrams: 1) { answer = answer ?? Acknowledgement($0) }
    }
    let refusal = problem.map { KernelRefusal(errno: $0) } ?? answer?.refusal
    if answer == nil || refusal != nil {
      throw NftablesFailure(operation: "listen to log group \(group)", reason: refusal?.reason ?? "no answer from the kernel")
    }
  }
}
