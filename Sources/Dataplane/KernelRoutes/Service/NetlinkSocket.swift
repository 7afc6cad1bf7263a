import CLinux
import Glibc

/// A netlink socket of the network namespace in which it was opened.
package final class NetlinkSocket {
  package enum Outcome: Equatable {
    /// So many datagrams were read; more may be waiting.
    case received(Int)
    /// Nothing is waiting.
    case empty
    /// The kernel had to drop messages, or one was larger than the buffer.
    case lost
  }

  /// The kernel makes datagrams of a dump as large as the reader's buffer, up to 32 KiB.
  private static let datagramLength = 32768
  // Of <linux/netlink.h>; Swift sees macros of numbers, but not their types.
  private static let levelNetlink: Int32 = 270
  private static let receiveBufferForce: Int32 = 33

  package let descriptor: Int32
  /// Our address: the kernel writes it into what our requests cause.
  package let port: UInt32
  private let buffer: UnsafeMutableRawBufferPointer

  /// `family` says which part of the kernel it talks to.
  package init(receiveBuffer: Int, family: Int32 = NETLINK_ROUTE) throws(KernelFailure) {
    let descriptor = socket(
      AF_NETLINK, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), family)
    guard descriptor >= 0 else { throw KernelFailure(operation: "open a netlink socket", errno: errno) }
    var address = sockaddr_nl()
    address.nl_family = sa_family_t(AF_NETLINK)
    var length = socklen_t(MemoryLayout<sockaddr_nl>.size)
    let failed = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) != 0 || getsockname(descriptor, $0, &length) != 0
      }
    }
    let problem = errno
    self.descriptor = descriptor
    port = address.nl_pid
    buffer = .allocate(byteCount: Self.datagramLength, alignment: 16)
    if failed { throw KernelFailure(operation: "bind a netlink socket", errno: problem) }
    enlarge(receiveBuffer)
    // Each is missing on old kernels only, and then we do with less: no words, whole echoes, unfiltered dumps (the reader filters again).
    for option in [NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK] { setOption(Self.levelNetlink, Int32(option), 1) }
  }

  deinit {
    close(descriptor)
    buffer.deallocate()
  }

  /// Subscribes to a group of notifications.
  package func join(_ group: UInt32) throws(KernelFailure) {
    guard setOption(Self.levelNetlink, NETLINK_ADD_MEMBERSHIP, Int32(bitPattern: group)) else {
      throw KernelFailure(operation: "join netlink group \(group)", errno: errno)
    }
  }

  /// Lets the kernel drop notifications caused by requests of another socket of ours: an echo of each own route would only fill the buffer.
  func ignoreRoutes(causedBy other: UInt32) {
    // Classic BPF: nlmsg_type at 4, nlmsg_pid at 12; loads convert from network byte order, the header is in the host's.
    let newRoute = UInt32(MessageKind.newRoute.bigEndian)
    let deleteRoute = UInt32(MessageKind.deleteRoute.bigEndian)
    var program = [
      sock_filter(code: 0x28, jt: 0, jf: 0, k: 4),  // ldh [4]
      sock_filter(code: 0x15, jt: 1, jf: 0, k: newRoute),  // jeq: to the port
      sock_filter(code: 0x15, jt: 0, jf: 2, k: deleteRoute),  // jne: keep
      sock_filter(code: 0x20, jt: 0, jf: 0, k: 12),  // ld [12]
      sock_filter(code: 0x15, jt: 1, jf: 0, k: other.bigEndian),  // jeq: drop
      sock_filter(code: 0x06, jt: 0, jf: 0, k: .max),  // ret all
      sock_filter(code: 0x06, jt: 0, jf: 0, k: 0),  // ret nothing
    ]
    program.withUnsafeMutableBufferPointer { instructions in
      var filter = sock_fprog(len: UInt16(instructions.count), filter: instructions.baseAddress)
      _ = setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &filter, socklen_t(MemoryLayout<sock_fprog>.size))
    }
  }

  /// Sends messages in one system call; the kernel has worked through them when it returns. Nil is success, otherwise an error number.
  package func send(_ bytes: [UInt8]) -> Int32? {
    let sent = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, 0) }
    return sent == bytes.count ? nil : errno
  }

  /// Hands each waiting message to `handle`, up to a number of datagrams, so that a flood does not keep the loop from its other work.
  package func receive(datagrams limit: Int = 64, _ handle: (NetlinkMessage) -> Void) -> Outcome {
    for count in 0..<limit {
      // With MSG_TRUNC the true length is returned, also when the buffer was too short for it.
      let length = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_TRUNC) | Int32(MSG_DONTWAIT))
      guard length > 0 else {
        if length < 0 && errno == ENOBUFS { return .lost }
        return count == 0 ? .empty : .received(count)
      }
      guard length <= buffer.count else { return .lost }
      var reader = MessageReader(UnsafeRawBufferPointer(rebasing: buffer[0..<length]))
      while let message = reader.next() { handle(message) }
    }
    return .received(limit)
  }

  /// Waits until something can be read; false after the timeout.
  package func waitUntilReadable(milliseconds: Int32) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, milliseconds) > 0
  }

  /// Asks for a receive buffer beyond net.core.rmem_max, which CAP_NET_ADMIN may.
  private func enlarge(_ size: Int) {
    let size = Int32(clamping: size)
    if !setOption(SOL_SOCKET, Self.receiveBufferForce, size) { setOption(SOL_SOCKET, SO_RCVBUF, size) }
  }

  @discardableResult
  private func setOption(_ level: Int32, _ option: Int32, _ value: Int32) -> Bool {
    var value = value
    return setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
  }
}
