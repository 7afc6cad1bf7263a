/// Why the kernel refused a request.
package struct KernelRefusal: Hashable, Sendable {
  /// The error number.
  package var errno: Int32
  /// The kernel's reason in words (extended acknowledgement), e.g. "Nexthop has invalid gateway".
  package var message: String?

  /// A number, with the kernel's words if it gave any.
  package init(errno: Int32, message: String? = nil) {
    self.errno = errno
    self.message = message
  }

  static let notPermitted: Int32 = 1
  package static let noSuchEntry: Int32 = 2
  static let noSuchProcess: Int32 = 3
  static let exists: Int32 = 17
  static let noSuchDevice: Int32 = 19
  static let invalid: Int32 = 22
  static let networkDown: Int32 = 100
  static let networkUnreachable: Int32 = 101
  static let noBufferSpace: Int32 = 105
  static let noRouteToHost: Int32 = 113

  /// The error's text and the kernel's own words.
  package var reason: String {
    guard let message, !message.isEmpty else { return Self.text(of: errno) }
    return "\(Self.text(of: errno)) (\(message))"
  }

  /// What would mend it.
  var mend: String? {
    switch errno {
    case Self.networkUnreachable, Self.noRouteToHost:
      "no interface of this node reaches the next hop directly; bring the link up, or give it an address in the next hop's subnet"
    case Self.networkDown: "bring the next hop's interface up"
    case Self.noSuchDevice: "the next hop's interface is gone"
    case Self.notPermitted: "apusd needs CAP_NET_ADMIN"
    case Self.invalid: "the kernel does not take a route of this form; the next hop may be an address of this node"
    case Self.noBufferSpace, 12: "the kernel is out of memory for routes (IPv6: net.ipv6.route.max_size)"
    default: nil
    }
  }

  /// The text of an error number, as strerror has it; the pure part calls no C library.
  static func text(of errno: Int32) -> String {
    switch errno {
    case notPermitted: "Operation not permitted"
    case noSuchEntry: "No such file or directory"
    case noSuchProcess: "No such process"
    case 12: "Cannot allocate memory"
    case 13: "Permission denied"
    case 16: "Device or resource busy"
    case exists: "File exists"
    case noSuchDevice: "No such device"
    case invalid: "Invalid argument"
    case 24: "Too many open files"
    case 34: "Numerical result out of range"
    case 90: "Message too long"
    case 95: "Operation not supported"
    case 97: "Address family not supported by protocol"
    case networkDown: "Network is down"
    case networkUnreachable: "Network is unreachable"
    case noBufferSpace: "No buffer space available"
    case noRouteToHost: "No route to host"
    default: "error \(errno)"
    }
  }
}
