import Glibc
import NetTypes

/// A workload's end of the lab: sockets in a network namespace of its own, through which packets really go.
final class LabEndpoint: @unchecked Sendable {
  /// Something that was sent and may arrive.
  struct Probe: Hashable {
    var ipProtocol: UInt8
    var destination: IPAddress
    var sourcePort: UInt16
    var destinationPort: UInt16
    var number: UInt32
  }

  static let ports: [UInt16] = [53, 80, 81, 443, 444]

  let addresses: [IPAddress]
  private var datagrams: [Int32] = []
  private var listeners: [Int32] = []
  private var echoes: [Int32] = []
  private var connecting: [(socket: Int32, number: UInt32)] = []
  /// The numbers of what has arrived here, or of connections from here that came about.
  private(set) var arrived: Set<UInt32> = []

  /// Opens everything in the namespace of the calling thread.
  init(addresses: [IPAddress]) throws {
    self.addresses = addresses
    for port in Self.ports {
      datagrams.append(try Self.open(AF_INET6, Int32(SOCK_DGRAM.rawValue), 0, port: port))
      let listener = try Self.open(AF_INET6, Int32(SOCK_STREAM.rawValue), 0, port: port)
      guard listen(listener, 128) == 0 else { throw UnknownExpression("listen: \(errno)") }
      listeners.append(listener)
    }
    echoes.append(try Self.open(AF_INET, Int32(SOCK_RAW.rawValue), 1, port: nil))
    echoes.append(try Self.open(AF_INET6, Int32(SOCK_RAW.rawValue), 58, port: nil))
  }

  deinit { for socket in datagrams + listeners + echoes + connecting.map(\.socket) { close(socket) } }

  /// A socket of both families, unless it is a raw one.
  static func open(_ family: Int32, _ type: Int32, _ number: Int32, port: UInt16?) throws -> Int32 {
    let descriptor = socket(family, type | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), number)
    guard descriptor >= 0 else { throw UnknownExpression("socket: \(errno)") }
    var (off, on): (Int32, Int32) = (0, 1)
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, 4)
    guard let port else { return descriptor }
    setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &off, 4)
    var address = socketAddress(nil, port)
    let outcome = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) }
    }
    guard outcome == 0 else { throw UnknownExpression("bind \(port): \(errno)") }
    return descriptor
  }

  /// An IPv4 address as a mapped one; nil is any.
  static func socketAddress(_ address: IPAddress?, _ port: UInt16) -> sockaddr_in6 {
    var result = sockaddr_in6()
    result.sin6_family = sa_family_t(AF_INET6)
    result.sin6_port = port.bigEndian
    guard let address else { return result }
    let octets = address.octets.count == 4 ? [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] + address.octets : address.octets
    withUnsafeMutableBytes(of: &result.sin6_addr) { $0.copyBytes(from: octets) }
    return result
  }

  // MARK: - Sending

  /// Sends the first packet of a connection from here.
  func send(_ probe: Probe, icmpType: UInt8, icmpCode: UInt8) throws {
    switch probe.ipProtocol {
    case 6: try connect(probe)
    case 17: try datagram(probe)
    default: try echo(probe, icmpType, icmpCode)
    }
  }

  private func connect(_ probe: Probe) throws {
    let socket = try Self.open(AF_INET6, Int32(SOCK_STREAM.rawValue), 0, port: probe.sourcePort)
    // No waiting for old connections: the port is needed again.
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    var address = Self.socketAddress(probe.destination, probe.destinationPort)
    _ = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) }
    }
    connecting.append((socket, probe.number))
  }

  private func datagram(_ probe: Probe) throws {
    let socket = try Self.open(AF_INET6, Int32(SOCK_DGRAM.rawValue), 0, port: probe.sourcePort)
    defer { close(socket) }
    send(socket, probe, withUnsafeBytes(of: probe.number.bigEndian, Array.init), port: probe.destinationPort)
  }

  private func echo(_ probe: Probe, _ type: UInt8, _ code: UInt8) throws {
    let isFour = probe.ipProtocol == 1
    // Type, code, checksum, identifier, sequence, then our number.
    var bytes: [UInt8] = [type, code, 0, 0, UInt8(probe.number >> 8 & 255), UInt8(probe.number & 255), 0, 1]
    bytes += withUnsafeBytes(of: probe.number.bigEndian, Array.init)
    if isFour {
      var sum: UInt32 = 0
      for index in stride(from: 0, to: bytes.count, by: 2) { sum += UInt32(bytes[index]) << 8 | UInt32(bytes[index + 1]) }
      while sum >> 16 != 0 { sum = (sum & 0xFFFF) + sum >> 16 }
      (bytes[2], bytes[3]) = (UInt8(~sum >> 8 & 255), UInt8(~sum & 255))
    }
    if !isFour { return send(echoes[1], probe, bytes, port: 0) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    withUnsafeMutableBytes(of: &address.sin_addr) { $0.copyBytes(from: probe.destination.octets) }
    _ = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(echoes[0], bytes, bytes.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  private func send(_ socket: Int32, _ probe: Probe, _ bytes: [UInt8], port: UInt16) {
    var address = Self.socketAddress(probe.destination, port)
    _ = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(socket, bytes, bytes.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
      }
    }
  }

  // MARK: - Receiving

  /// Takes what has arrived.
  func receive() {
    for socket in datagrams { read(socket, skip: 0) }
    // A raw IPv4 socket hands over the IP header as well.
    read(echoes[0], skip: 28)
    read(echoes[1], skip: 8)
    for listener in listeners {
      while case let socket = accept(listener, nil, nil), socket >= 0 { close(socket) }
    }
    connecting.removeAll { entry in
      var state = pollfd(fd: entry.socket, events: Int16(POLLOUT), revents: 0)
      guard poll(&state, 1, 0) > 0 else { return false }
      var (problem, length): (Int32, socklen_t) = (0, 4)
      getsockopt(entry.socket, SOL_SOCKET, SO_ERROR, &problem, &length)
      // A reset is an answer too: the other end has closed what it had accepted.
      if problem == 0 || problem == ECONNRESET { arrived.insert(entry.number) }
      close(entry.socket)
      return true
    }
  }

  /// Gives up what has not come about.
  func abandon() {
    for entry in connecting { close(entry.socket) }
    connecting.removeAll()
    arrived.removeAll()
  }

  private func read(_ socket: Int32, skip: Int) {
    var buffer = [UInt8](repeating: 0, count: 256)
    while case let count = recv(socket, &buffer, buffer.count, 0), count > 0 {
      if count >= skip + 4 { arrived.insert(buffer[skip..<skip + 4].reduce(0) { $0 << 8 | UInt32($1) }) }
    }
  }
}
