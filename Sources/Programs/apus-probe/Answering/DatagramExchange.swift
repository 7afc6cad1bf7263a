/// What probes say to each other over UDP.
///
/// The answer differs from the question, so that two probes that are told of each other by a forged packet do not talk for ever.
enum DatagramExchange {
  static let question = Array("apus-probe: anybody there?\n".utf8)
  static let answer = Array("apus-probe: here\n".utf8)

  /// The answer to a datagram; nil for what is no question.
  static func answer(to datagram: [UInt8]) -> [UInt8]? { datagram == question ? answer : nil }
}
