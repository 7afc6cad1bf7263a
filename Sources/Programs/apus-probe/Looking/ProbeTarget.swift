import NetTypes

/// What a probe looks at: `http://10.65.0.3:80/` or `udp://10.65.0.9:53`.
///
/// Its host is an address: a name would have to be looked up first, and then policy for DNS would be seen in place of the target's.
struct ProbeTarget: Hashable {
  /// As it was written, which is how it is told.
  let url: String
  let transport: ListeningPort.Transport
  let address: IPAddress
  let port: UInt16
  /// What is asked for, beginning with `/`.
  let path: String

  /// Reads a URL; nil for another scheme, a name instead of an address, or user, query and fragment in a wrong place.
  init?(_ url: String) {
    let isDatagram = url.hasPrefix("udp://")
    guard isDatagram || url.hasPrefix("http://"), url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return nil }
    let rest = url.dropFirst(isDatagram ? 6 : 7)
    let authority = rest.prefix { $0 != "/" }
    guard let (address, port) = Self.place(authority), let port = port ?? (isDatagram ? nil : 80), port > 0 else { return nil }
    self.url = url
    transport = isDatagram ? .udp : .tcp
    self.address = address
    self.port = port
    path = rest.count == authority.count ? "/" : String(rest.dropFirst(authority.count))
  }

  /// The address, and the port if there is one, of `10.0.0.1:80` or `[fd00::1]:80`.
  private static func place(_ authority: Substring) -> (IPAddress, UInt16?)? {
    let isBracketed = authority.hasPrefix("[")
    let host = isBracketed ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
    guard let address = IPAddress(String(host)), (address.family == .ipv6) == isBracketed else { return nil }
    let tail = authority.dropFirst(host.count + (isBracketed ? 2 : 0))
    if isBracketed, authority.dropFirst(host.count + 1).first != "]" { return nil }
    if tail.isEmpty { return (address, nil) }
    guard tail.first == ":", let port = UInt16(tail.dropFirst()) else { return nil }
    return (address, port)
  }

  /// What is sent to look at it.
  var request: [UInt8] {
    switch transport {
    case .udp: DatagramExchange.question
    case .tcp:
      Array("GET \(path) HTTP/1.1\r\nHost: \(host)\r\nUser-Agent: apus-probe\r\nAccept: */*\r\nConnection: close\r\n\r\n".utf8)
    }
  }

  private var host: String { address.family == .ipv6 ? "[\(address)]:\(port)" : "\(address):\(port)" }

  /// What the first bytes of an answer mean: it is one, it is none, or it is too early to say (nil).
  func isAnswer(_ bytes: [UInt8]) -> Bool? {
    let expected = transport == .udp ? DatagramExchange.answer : Array("HTTP/".utf8)
    if bytes.count >= expected.count { return bytes.starts(with: expected) }
    return expected.starts(with: bytes) ? nil : false
  }
}
