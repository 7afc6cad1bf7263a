import Foundation
import NetTypes
import Resources

/// A TCP connection through the lab's node, open as long as this.
final class LiveStream {
  private let client: Int32
  private let server: Int32

  init(_ lab: Lab, from: WorkloadEndpoint, to: WorkloadEndpoint) throws {
    let target = to.addresses[0]
    let listener = try Namespace.inside(named: "\(lab.name)-\(to.name)") { () -> Int32 in
      let listener = try LabEndpoint.open(AF_INET6, Int32(SOCK_STREAM.rawValue), 0, port: 7000)
      guard listen(listener, 1) == 0 else { throw UnknownExpression("listen: \(errno)") }
      return listener
    }
    defer { close(listener) }
    client = try Namespace.inside(named: "\(lab.name)-\(from.name)") {
      let client = try LabEndpoint.open(AF_INET6, Int32(SOCK_STREAM.rawValue), 0, port: 0)
      var address = LabEndpoint.socketAddress(target, 7000)
      _ = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(client, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) }
      }
      return client
    }
    var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, 5000) > 0 else { throw UnknownExpression("no connection") }
    server = accept(listener, nil, nil)
    _ = fcntl(server, F_SETFL, O_NONBLOCK)
  }

  deinit {
    close(client)
    close(server)
  }

  /// Whether something sent by each end reaches the other, the server's first.
  func passes(seconds: Double = 0.4) -> Bool {
    let (fromServer, fromClient) = (reaches(client, from: server, seconds), reaches(server, from: client, seconds))
    return fromServer && fromClient
  }

  private func reaches(_ receiver: Int32, from sender: Int32, _ seconds: Double) -> Bool {
    _ = send(sender, [1], 1, Int32(MSG_NOSIGNAL))
    var waiting = pollfd(fd: receiver, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, Int32(seconds * 1000)) > 0 else { return false }
    var buffer = [UInt8](repeating: 0, count: 256)
    return recv(receiver, &buffer, buffer.count, 0) > 0
  }
}
