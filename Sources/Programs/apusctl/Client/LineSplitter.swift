/// Cuts a stream of bytes into lines.
struct LineSplitter {
  private var rest: [UInt8] = []

  /// The lines that end in this chunk, without their line feeds.
  mutating func add(_ chunk: some Collection<UInt8>) -> [String] {
    var lines: [String] = []
    var start = chunk.startIndex
    while let end = chunk[start...].firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(String(decoding: rest + chunk[start..<end], as: UTF8.self))
      rest.removeAll(keepingCapacity: true)
      start = chunk.index(after: end)
    }
    rest.append(contentsOf: chunk[start...])
    return lines
  }
}
