/// A port to answer on: `80`, `tcp/80` or `udp/53`.
struct ListeningPort: Hashable, CustomStringConvertible {
  /// How it is spoken to.
  enum Transport: String {
    /// HTTP.
    case tcp
    /// One datagram each way.
    case udp
  }

  let transport: Transport
  let number: UInt16

  /// Reads the text form; without a transport it is TCP.
  init?(_ text: String) {
    let words = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let last = words.last, words.count <= 2, let number = UInt16(last), number > 0 else { return nil }
    guard let transport = words.count == 2 ? Transport(rawValue: String(words[0])) : .tcp else { return nil }
    self.transport = transport
    self.number = number
  }

  var description: String { "\(transport.rawValue)/\(number)" }
}
