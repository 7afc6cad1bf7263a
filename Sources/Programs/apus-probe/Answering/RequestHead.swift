/// The first line of a request of HTTP/1, as far as a probe looks at it.
struct RequestHead: Hashable {
  /// What became of the bytes so far.
  enum Reading: Hashable {
    case incomplete
    case malformed
    case complete(RequestHead)
  }

  let method: String
  /// Without its query.
  let path: String

  /// More than this before the empty line is refused.
  static let limit = 16384

  /// Reads what has come so far; a head ends with an empty line.
  static func read(_ bytes: [UInt8]) -> Reading {
    guard hasEnd(bytes) else { return bytes.count > limit ? .malformed : .incomplete }
    let line = bytes.prefix { $0 != 0x0d && $0 != 0x0a }
    let words = line.split(separator: 0x20, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    guard words.count == 3, !words[0].isEmpty, words[1].hasPrefix("/"), words[2].hasPrefix("HTTP/1.") else { return .malformed }
    return .complete(RequestHead(method: words[0], path: String(words[1].prefix { $0 != "?" })))
  }

  /// Whether there is an empty line; a lone LF ends a line too (RFC 9112 section 2.2).
  private static func hasEnd(_ bytes: [UInt8]) -> Bool {
    var length = 0
    for (index, byte) in bytes.enumerated() {
      if byte == 0x0a {
        if length == 0 && index > 0 { return true }
        length = 0
      } else if byte != 0x0d {
        length += 1
      }
    }
    return false
  }
}
