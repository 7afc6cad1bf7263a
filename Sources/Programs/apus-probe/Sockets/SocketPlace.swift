import Glibc
import NetTypes

/// An address and a port as the system wants them.
struct SocketPlace {
  private var storage = sockaddr_storage()
  private let length: socklen_t

  init(_ address: IPAddress, _ port: UInt16) {
    switch address {
    case .v4(let address):
      var form = sockaddr_in()
      form.sin_family = sa_family_t(AF_INET)
      form.sin_port = port.bigEndian
      form.sin_addr.s_addr = address.rawValue.bigEndian
      length = socklen_t(MemoryLayout<sockaddr_in>.size)
      withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: form, as: sockaddr_in.self) }
    case .v6(let address):
      var form = sockaddr_in6()
      form.sin6_family = sa_family_t(AF_INET6)
      form.sin6_port = port.bigEndian
      withUnsafeMutableBytes(of: &form.sin6_addr) {
        $0.storeBytes(of: address.high.bigEndian, as: UInt64.self)
        $0.storeBytes(of: address.low.bigEndian, toByteOffset: 8, as: UInt64.self)
      }
      length = socklen_t(MemoryLayout<sockaddr_in6>.size)
      withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: form, as: sockaddr_in6.self) }
    }
  }

  func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    withUnsafePointer(to: storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }
}
