import Resources

extension HTTPMatch {
  /// Whether the request has one of the methods and one of the paths.
  func matches(_ request: HTTPRequest) -> Bool {
    if !methods.isEmpty, !methods.contains(where: { $0 == "*" || $0 == request.method }) { return false }
    if paths.isEmpty { return true }
    guard let path = RequestPath.normalised(request.path) else { return false }
    return paths.contains { Self.covers($0, path) }
  }

  private static func covers(_ pattern: Path, _ path: [UInt8]) -> Bool {
    switch pattern {
    case .exact(let text): path.elementsEqual(text.utf8)
    case .prefix(let text): covers(prefix: Array(text.utf8), path)
    }
  }

  /// A prefix ends where a segment ends: `/api` covers `/api` and `/api/v1`, not `/apis`.
  private static func covers(prefix: [UInt8], _ path: [UInt8]) -> Bool {
    guard path.starts(with: prefix) else { return false }
    return path.count == prefix.count || prefix.last == RequestPath.slash || path[prefix.count] == RequestPath.slash
  }
}

/// The path of a request in the one form that rules are compared with, so that no spelling gets around a rule.
enum RequestPath {
  static let slash = UInt8(ascii: "/")

  /// Nil for a path that different servers may read differently; such a request matches no path.
  static func normalised(_ text: String) -> [UInt8]? {
    let raw = text.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    guard let decoded = decodedOnce(raw), !decoded.contains(0), !hasEncodedSeparator(decoded) else { return nil }
    let path = decoded.map { $0 == UInt8(ascii: "\\") ? slash : $0 }
    guard path.first == slash else { return nil }
    return resolved(path)
  }

  private static func decodedOnce(_ raw: some Collection<UInt8>) -> [UInt8]? {
    var bytes = Array(raw)[...]
    var decoded: [UInt8] = []
    while let byte = bytes.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        decoded.append(byte)
        continue
      }
      guard let high = bytes.popFirst().flatMap(digit), let low = bytes.popFirst().flatMap(digit) else { return nil }
      decoded.append(high << 4 | low)
    }
    return decoded
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// Whether a second decoding would make a dot, a slash or a backslash.
  private static func hasEncodedSeparator(_ path: [UInt8]) -> Bool {
    path.indices.contains { index in
      guard path[index] == UInt8(ascii: "%"), index + 2 < path.count, let high = digit(path[index + 1]), let low = digit(path[index + 2])
      else { return false }
      return "./\\".utf8.contains(high << 4 | low)
    }
  }

  /// Takes parameters off each segment, then resolves `.`, `..` and empty segments; a slash at the end stays.
  private static func resolved(_ path: [UInt8]) -> [UInt8] {
    var kept: [ArraySlice<UInt8>] = []
    var endsOpen = false
    for segment in path.split(separator: slash, omittingEmptySubsequences: false).dropFirst() {
      let name = segment.prefix { $0 != UInt8(ascii: ";") }
      let isParent = name.elementsEqual("..".utf8)
      endsOpen = name.isEmpty || isParent || name.elementsEqual(".".utf8)
      if isParent { _ = kept.popLast() } else if !endsOpen { kept.append(name) }
    }
    return [slash] + kept.joined(separator: [slash]) + (endsOpen && !kept.isEmpty ? [slash] : [])
  }
}
