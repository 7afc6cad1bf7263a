import CLinux
import Glibc
import NetTypes

/// A socket that never waits. Whoever has one closes it.
struct Socket {
  let descriptor: Int32

  private init(_ descriptor: Int32) { self.descriptor = descriptor }

  private static let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)

  private static func open(_ family: Int32, _ transport: ListeningPort.Transport) -> Socket? {
    let type = transport == .tcp ? SOCK_STREAM : SOCK_DGRAM
    let descriptor = socket(family, Int32(type.rawValue) | flags, 0)
    return descriptor < 0 ? nil : Socket(descriptor)
  }

  /// A socket that takes what comes to a port, over both families where the machine has both.
  static func listening(on port: ListeningPort) throws -> Socket {
    let dual = open(AF_INET6, port.transport)
    guard let own = dual ?? open(AF_INET, port.transport) else { throw SocketFailure("\(port)", errno: errno) }
    if port.transport == .tcp { own.set(SOL_SOCKET, SO_REUSEADDR, 1) }
    own.set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0)
    let any: IPAddress = dual == nil ? .v4(.any) : .v6(.any)
    guard SocketPlace(any, port.number).withPointer({ bind(own.descriptor, $0, $1) }) == 0,
      port.transport == .udp || listen(own.descriptor, 128) == 0
    else {
      let failure = SocketFailure("cannot answer on \(port)", errno: errno)
      own.close()
      throw failure
    }
    return own
  }

  /// A socket on its way to a target; nil when that fails at once, as it does without a route.
  static func connecting(to target: ProbeTarget) -> Socket? {
    guard let own = open(target.address.family == .ipv6 ? AF_INET6 : AF_INET, target.transport) else { return nil }
    let result = SocketPlace(target.address, target.port).withPointer { connect(own.descriptor, $0, $1) }
    if result == 0 || errno == EINPROGRESS { return own }
    own.close()
    return nil
  }

  /// The next who has connected; nil when nobody waits.
  func accepted() -> Socket? {
    let descriptor = apus_accept(self.descriptor, nil, nil)
    return descriptor < 0 ? nil : Socket(descriptor)
  }

  /// What became of a socket on its way: 0 when it is there, else an errno.
  var failure: Int32 {
    var (code, length) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
    return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0 ? code : errno
  }

  private func set(_ level: Int32, _ option: Int32, _ value: Int32) {
    _ = withUnsafePointer(to: value) { setsockopt(descriptor, level, option, $0, socklen_t(MemoryLayout<Int32>.size)) }
  }

  func close() { _ = Glibc.close(descriptor) }

  /// No more will be sent.
  func finish() { _ = shutdown(descriptor, Int32(SHUT_WR)) }
}

// What goes through.
extension Socket {
  /// How a reading ended.
  enum Reading: Equatable {
    case bytes([UInt8])
    /// The other side has finished.
    case end
    /// Nothing now.
    case nothing
    case failure
  }

  /// What has come, at most 4096 bytes of it; of UDP one datagram.
  func read() -> Reading {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    if count > 0 { return .bytes(Array(buffer.prefix(count))) }
    if count == 0 { return .end }
    return Self.mayBeRepeated(errno) ? .nothing : .failure
  }

  /// How many of the bytes went out; nil when none can any more.
  func write(_ bytes: ArraySlice<UInt8>) -> Int? {
    let count = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    if count >= 0 { return count }
    return Self.mayBeRepeated(errno) ? 0 : nil
  }

  /// Answers the datagrams that wait; false when there are none.
  func answerDatagram() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 512)
    var from = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &from) { storage in
      storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        let count = recvfrom(descriptor, &buffer, buffer.count, 0, address, &length)
        guard count >= 0 else { return false }
        if let answer = DatagramExchange.answer(to: Array(buffer.prefix(count))) {
          _ = sendto(descriptor, answer, answer.count, Int32(MSG_NOSIGNAL), address, length)
        }
        return true
      }
    }
  }

  private static func mayBeRepeated(_ code: Int32) -> Bool { code == EAGAIN || code == EWOULDBLOCK || code == EINTR }
}
