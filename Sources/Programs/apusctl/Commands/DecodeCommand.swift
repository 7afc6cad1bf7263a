import ArgumentParser
import BGPWire
import Foundation
import NetTypes

/// `apusctl decode`
struct DecodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode", abstract: "BGP messages to JSON, one line a message, without a daemon.",
    discussion: """
      hex: messages as hex digits; blanks, colons and line feeds between them do not matter, # begins a comment.
      mrt: BGP4MP, BGP4MP_ET and TABLE_DUMP_V2 records of RFC 6396.
      Malformed messages are shown with their faults and make no difference to the exit code; it is 3 when nothing is a message.
      """)

  /// What a file contains.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case hex
    case mrt
  }

  /// How the sender stands to us.
  enum Peer: String, ExpressibleByArgument, CaseIterable {
    case `internal`
    case external
  }

  @Option(help: "What the file contains; without it, MRT is recognized by its first octets.")
  var format: Format?
  @Flag(help: "Whether AS numbers have four octets, as with RFC 6793, or two.")
  var width: Width = .fourOctetAS
  @Flag(name: .customLong("add-path"), help: "Prefixes have path identifiers (RFC 7911).")
  var addPath = false
  @Option(help: "Whether the sender is in our AS.")
  var peer: Peer = .external
  @Option(name: .customLong("as"), help: "The sender's AS number, which paths from an external peer begin with.")
  var asNumber: UInt32?
  @Argument(help: "A file, or - for standard input.", completion: .file())
  var file: String

  /// The two flags for the width of AS numbers.
  enum Width: String, EnumerableFlag {
    case fourOctetAS
    case twoOctetAS

    static func name(for value: Width) -> NameSpecification {
      switch value {
      case .fourOctetAS: .customLong("four-octet-as")
      case .twoOctetAS: .customLong("two-octet-as")
      }
    }
  }

  func run() throws {
    let bytes = try contents()
    if bytes.isEmpty {
      let name = file == "-" ? "standard input" : file
      throw CommandFailure(.invalid, "\(name) is empty: there is nothing to decode", mend: "give messages as hex digits, or an MRT file")
    }
    let options = DecodeOptions(
      peerType: peer == .internal ? .internal : .external, peerAS: asNumber.map { ASNumber($0) }, fourOctetAS: width == .fourOctetAS,
      addPath: addPath ? .all : [])
    switch format ?? Self.guess(bytes) {
    case .hex: try write(HexReader(bytes, options: options))
    case .mrt: try write(MRTReader(bytes, options: options))
    }
  }

  private func contents() throws -> [UInt8] {
    if file == "-" { return try Console.current.readInput() }
    guard let data = FileManager.default.contents(atPath: file) else {
      throw CommandFailure(
        .invalid, "cannot read \(file): \(String(cString: strerror(errno)))", mend: "name a file, or - for standard input")
    }
    return Array(data)
  }

  private func write(_ messages: some Sequence<DecodedMessage>) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var buffer: [UInt8] = []
    var isNoMessage: Bool?
    for message in messages {
      isNoMessage = message.content == .unreadable(nil) && isNoMessage != false
      buffer += try encoder.encode(message)
      buffer.append(UInt8(ascii: "\n"))
      if buffer.count > 1 << 16 { flush(&buffer) }
    }
    flush(&buffer)
    if isNoMessage != false { throw CommandFailure(.invalid, "\(file): nothing in it is a BGP message", mend: "is --format right?") }
  }

  private func flush(_ buffer: inout [UInt8]) {
    if !buffer.isEmpty { Console.current.write(String(decoding: buffer, as: UTF8.self)) }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Text has no octets below the tab; an MRT header has its type in two octets, of which the first is 0.
  static func guess(_ bytes: [UInt8]) -> Format { bytes.prefix(12).contains(0) ? .mrt : .hex }
}
