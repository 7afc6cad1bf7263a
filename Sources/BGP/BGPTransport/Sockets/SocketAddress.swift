import BGPSpeaker
import Glibc
import NetTypes

/// An ``Endpoint`` in the kernel's form.
struct SocketAddress {
  private var storage = sockaddr_storage()
  private(set) var length: socklen_t

  /// Fills in family, port, address and, for a link-local one, the interface's index.
  init(_ endpoint: Endpoint) throws(SystemError) {
    switch endpoint.address {
    case .v4(let address):
      var form = sockaddr_in()
      form.sin_family = sa_family_t(AF_INET)
      form.sin_port = endpoint.port.bigEndian
      form.sin_addr.s_addr = address.rawValue.bigEndian
      length = socklen_t(MemoryLayout<sockaddr_in>.size)
      withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: form, as: sockaddr_in.self) }
    case .v6:
      var form = sockaddr_in6()
      form.sin6_family = sa_family_t(AF_INET6)
      form.sin6_port = endpoint.port.bigEndian
      withUnsafeMutableBytes(of: &form.sin6_addr) { $0.copyBytes(from: endpoint.address.octets) }
      if let interface = endpoint.interface {
        form.sin6_scope_id = if_nametoindex(interface)
        if form.sin6_scope_id == 0 { throw SystemError("interface \(interface)") }
      }
      length = socklen_t(MemoryLayout<sockaddr_in6>.size)
      withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: form, as: sockaddr_in6.self) }
    }
  }

  /// An empty address for the kernel to fill in.
  init() { length = socklen_t(MemoryLayout<sockaddr_storage>.size) }

  /// Calls with the kernel's view of the address.
  func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    withUnsafePointer(to: storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }

  /// Calls with room for the kernel to write an address into.
  mutating func withMutablePointer<Result>(_ body: (UnsafeMutablePointer<sockaddr>, inout socklen_t) -> Result) -> Result {
    var size = length
    defer { length = size }
    return withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &size) }
    }
  }

  /// The endpoint; IPv4 mapped into IPv6 comes out as IPv4. Nil for another family.
  var endpoint: Endpoint? {
    withUnsafeBytes(of: storage) { bytes in
      switch Int32(storage.ss_family) {
      case AF_INET:
        let form = bytes.load(as: sockaddr_in.self)
        return Endpoint(.v4(IPv4Address(UInt32(bigEndian: form.sin_addr.s_addr))), port: UInt16(bigEndian: form.sin_port))
      case AF_INET6:
        let form = bytes.load(as: sockaddr_in6.self)
        let octets = withUnsafeBytes(of: form.sin6_addr) { Array($0) }
        guard let address = IPAddress(octets: octets) else { return nil }
        let port = UInt16(bigEndian: form.sin6_port)
        if case .v6(let inner) = address, let mapped = inner.mappedIPv4 { return Endpoint(.v4(mapped), port: port) }
        return Endpoint(address, port: port, interface: Self.interfaceName(form.sin6_scope_id))
      default: return nil
      }
    }
  }

  private static func interfaceName(_ index: UInt32) -> String? {
    if index == 0 { return nil }
    var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
    guard let text = if_indextoname(index, &name) else { return nil }
    return String(cString: text)
  }
}
