import BGPSpeaker
import CLinux
import Glibc
import NetTypes

/// The socket calls of BGP, each with its typed error. Descriptors are plain numbers; the loop owns and closes them.
enum TCPSocket {
  /// A non-blocking stream socket of the family, closed on exec.
  static func open(_ family: AddressFamily) throws(SystemError) -> Int32 {
    let domain = family == .ipv4 ? AF_INET : AF_INET6
    let descriptor = socket(domain, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    if descriptor < 0 { throw SystemError("socket") }
    return descriptor
  }

  /// Sets an integer option.
  static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32, _ name: String) throws(SystemError) {
    var value = value
    if setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) != 0 { throw SystemError(name) }
  }

  /// Starts a connection; it is complete when the descriptor becomes writable.
  static func connect(to endpoint: Endpoint, options: TransportOptions) throws(SystemError) -> Int32 {
    let descriptor = try open(endpoint.address.family)
    do throws(SystemError) {
      try prepare(descriptor, peer: endpoint, options: options)
      if let source = options.sourceAddress {
        let interface = source.isLinkLocal ? endpoint.interface : nil
        let address = try SocketAddress(Endpoint(source, port: 0, interface: interface))
        if address.withPointer({ bind(descriptor, $0, $1) }) != 0 { throw SystemError("bind to \(source)") }
      }
      let address = try SocketAddress(endpoint)
      if address.withPointer({ Glibc.connect(descriptor, $0, $1) }) != 0 && errno != EINPROGRESS { throw SystemError("connect") }
    } catch {
      close(descriptor)
      throw error
    }
    return descriptor
  }

  /// Writes as much as the kernel takes now; negative with `errno` set when it takes nothing.
  static func send(_ vectors: UnsafeBufferPointer<iovec>, on descriptor: Int32) -> Int {
    // One buffer is the usual case of a single change, and the plain call costs the kernel less.
    if vectors.count == 1 {
      return Glibc.send(descriptor, vectors[0].iov_base, vectors[0].iov_len, Int32(MSG_NOSIGNAL))
    }
    var message = msghdr()
    message.msg_iov = UnsafeMutablePointer(mutating: vectors.baseAddress)
    message.msg_iovlen = vectors.count
    return sendmsg(descriptor, &message, Int32(MSG_NOSIGNAL))
  }

  /// What both a connecting and an accepted socket of a peer need.
  static func prepare(_ descriptor: Int32, peer: Endpoint, options: TransportOptions) throws(SystemError) {
    try set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1, "TCP_NODELAY")
    if let password = options.password {
      try setPassword(password, on: descriptor, peer: peer, prefixLength: nil)
    }
    if let hops = options.ttlSecurity { try restrictTTL(descriptor, peer.address.family, hops: hops) }
    // Routing traffic goes first where queues honour precedence: class selector 6 (RFC 4594 §3.1).
    switch peer.address.family {
    case .ipv4: try set(descriptor, Int32(IPPROTO_IP), IP_TOS, 0xC0, "IP_TOS")
    case .ipv6: try set(descriptor, Int32(IPPROTO_IPV6), IPV6_TCLASS, 0xC0, "IPV6_TCLASS")
    }
  }

  /// GTSM (RFC 5082): send with 255, drop what came from further away.
  static func restrictTTL(_ descriptor: Int32, _ family: AddressFamily, hops: UInt8) throws(SystemError) {
    let minimum = 256 - Int32(hops)
    switch family {
    case .ipv4:
      try set(descriptor, Int32(IPPROTO_IP), IP_TTL, 255, "IP_TTL")
      try set(descriptor, Int32(IPPROTO_IP), IP_MINTTL, minimum, "IP_MINTTL")
    case .ipv6:
      try set(descriptor, Int32(IPPROTO_IPV6), IPV6_UNICAST_HOPS, 255, "IPV6_UNICAST_HOPS")
      try set(descriptor, Int32(IPPROTO_IPV6), ipv6MinimumHopCount, minimum, "IPV6_MINHOPCOUNT")
    }
  }

  /// IPV6_MINHOPCOUNT of linux/in6.h, which Glibc's module leaves out.
  private static let ipv6MinimumHopCount: Int32 = 73

  /// Gives or takes (nil) the TCP-MD5 key for a peer or, with a length, for all addresses of a prefix (RFC 2385).
  static func setPassword(_ password: Password?, on descriptor: Int32, peer: Endpoint, prefixLength: UInt8?) throws(SystemError) {
    var request = tcp_md5sig()
    var anyPort = peer
    anyPort.port = 0
    try SocketAddress(anyPort).withPointer { pointer, length in
      withUnsafeMutableBytes(of: &request.tcpm_addr) { $0.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: Int(length))) }
    }
    let octets = password?.octets ?? []
    request.tcpm_keylen = UInt16(octets.count)
    withUnsafeMutableBytes(of: &request.tcpm_key) { $0.copyBytes(from: octets) }
    var option = TCP_MD5SIG
    if let prefixLength {
      option = TCP_MD5SIG_EXT
      request.tcpm_flags = UInt8(TCP_MD5SIG_FLAG_PREFIX)
      request.tcpm_prefixlen = prefixLength
    }
    if setsockopt(descriptor, Int32(IPPROTO_TCP), option, &request, socklen_t(MemoryLayout<tcp_md5sig>.size)) != 0 {
      if password == nil && errno == ENOENT { return }
      throw SystemError("TCP_MD5SIG")
    }
  }

  /// A listening socket. Each family has its own, so that IPv4 peers appear as IPv4.
  static func listen(on endpoint: Endpoint) throws(SystemError) -> Int32 {
    let family = endpoint.address.family
    let descriptor = try open(family)
    do throws(SystemError) {
      try set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR")
      if family == .ipv6 { try set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1, "IPV6_V6ONLY") }
      // A GTSM peer checks our SYN-ACK already, and it leaves before we know whose connection this is.
      switch family {
      case .ipv4: try set(descriptor, Int32(IPPROTO_IP), IP_TTL, 255, "IP_TTL")
      case .ipv6: try set(descriptor, Int32(IPPROTO_IPV6), IPV6_UNICAST_HOPS, 255, "IPV6_UNICAST_HOPS")
      }
      let address = try SocketAddress(endpoint)
      if address.withPointer({ bind(descriptor, $0, $1) }) != 0 { throw SystemError("bind to \(endpoint)") }
      if Glibc.listen(descriptor, 4096) != 0 { throw SystemError("listen on \(endpoint)") }
    } catch {
      close(descriptor)
      throw error
    }
    return descriptor
  }

  /// The next waiting connection and who it is from; nil when there is none.
  static func accept(_ listener: Int32) throws(SystemError) -> (descriptor: Int32, peer: Endpoint)? {
    var address = SocketAddress()
    let descriptor = address.withMutablePointer { apus_accept(listener, $0, &$1) }
    if descriptor < 0 {
      if errno == EAGAIN || errno == EINTR || errno == ECONNABORTED { return nil }
      throw SystemError("accept")
    }
    guard let peer = address.endpoint else {
      close(descriptor)
      return nil
    }
    return (descriptor, peer)
  }

  /// Our own end of a connection.
  static func localEndpoint(of descriptor: Int32) -> Endpoint? {
    var address = SocketAddress()
    guard address.withMutablePointer({ getsockname(descriptor, $0, &$1) }) == 0 else { return nil }
    return address.endpoint
  }

  /// The error that a connection attempt ended with; nil when it is up.
  static func pendingError(of descriptor: Int32) -> SystemError? {
    var code: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    if getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) != 0 { return SystemError("SO_ERROR") }
    return code == 0 ? nil : SystemError("connect", code: code)
  }
}
