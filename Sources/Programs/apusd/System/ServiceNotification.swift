import Foundation

/// Tells the service supervisor where `NOTIFY_SOCKET` points how the daemon is doing (the protocol of sd_notify).
enum ServiceNotification {
  /// Sends `READY=1`, `RELOADING=1`, `STOPPING=1` or a `STATUS=` line; does nothing where no supervisor listens.
  static func send(_ state: String) {
    guard let path = ProcessInfo.processInfo.environment["NOTIFY_SOCKET"], !path.isEmpty else { return }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let octets = Array(path.utf8)
    guard octets.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: octets) }
    // A leading "@" names an abstract socket, whose first octet is zero.
    if octets.first == UInt8(ascii: "@") { withUnsafeMutableBytes(of: &address.sun_path) { $0[0] = 0 } }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + octets.count)
    let text = Array(state.utf8)
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = sendto(descriptor, text, text.count, 0, $0, length) }
    }
  }
}
