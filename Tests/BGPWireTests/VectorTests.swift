import BGPWire
import Foundation
import NetTypes
import Testing

/// A message that a real daemon sent, with what it is known to contain (see Vectors/README.md).
struct Vector: CustomTestStringConvertible {
  var file: String
  var line: Int
  var octets: [UInt8]
  var expected: [String: String]

  var testDescription: String { "\(file):\(line) \(expected["type"] ?? "")" }

  /// A list with commas, sorted.
  func list(_ key: String) -> [String] { (expected[key] ?? "").split(separator: ",").map(String.init).sorted() }

  /// Every vector of the folder.
  static let all: [Vector] = {
    let folder = Bundle.module.resourceURL?.appendingPathComponent("Vectors")
    let files = folder.flatMap { try? FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil) } ?? []
    return files.filter { $0.pathExtension == "hex" }.sorted { $0.path < $1.path }.flatMap(read)
  }()

  private static func read(_ file: URL) -> [Vector] {
    guard let content = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    var expected: [String: String] = [:]
    var vectors: [Vector] = []
    for (index, line) in content.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("# expect: ") { expected = pairs(line.dropFirst(10)) }
      if line.isEmpty || line.hasPrefix("#") { continue }
      vectors.append(Vector(file: file.lastPathComponent, line: index + 1, octets: hex(String(line)), expected: expected))
    }
    return vectors
  }

  private static func pairs(_ text: Substring) -> [String: String] {
    var pairs: [String: String] = [:]
    var rest = text
    while let equals = rest.firstIndex(of: "=") {
      let key = String(rest[..<equals])
      rest = rest[rest.index(after: equals)...]
      let isQuoted = rest.hasPrefix("\"")
      if isQuoted { rest = rest.dropFirst() }
      let end = rest.firstIndex(of: isQuoted ? "\"" : " ") ?? rest.endIndex
      pairs[key] = String(rest[..<end])
      rest = rest[end...].drop { $0 == "\"" || $0 == " " }
    }
    return pairs
  }
}

@Suite("Messages of real daemons")
struct VectorTests {
  @Test("there are vectors of BIRD, FRR, GoBGP, ExaBGP and OpenBGPD")
  func files() {
    #expect(Set(Vector.all.map(\.file)) == ["bird.hex", "exabgp.hex", "frr.hex", "gobgp.hex", "openbgpd.hex"])
    #expect(Vector.all.count >= 100)
  }

  @Test("each contains what it is known to contain", arguments: Vector.all)
  func content(_ vector: Vector) throws {
    let options = DecodeOptions(
      peerType: .external, peerAS: 4_200_000_101, fourOctetAS: vector.expected["session"] == "four-octet")
    let message = DecodedMessage(decoding: vector.octets, options: options)
    #expect(message.faults.isEmpty)
    #expect(message.type?.name == vector.expected["type"])
    switch message.content {
    case .open(let open): check(open, vector)
    case .update(let update): check(update, vector)
    case .notification(let notification): check(notification, vector)
    case .routeRefresh(let refresh): check(refresh, vector)
    case .keepalive: #expect(vector.octets == Keepalive.bytes)
    case .unreadable: Issue.record("unreadable")
    }
  }

  private func check(_ open: OpenMessage, _ vector: Vector) {
    #expect(open.asNumber.description == vector.expected["as"])
    #expect(String(open.holdTime) == vector.expected["holdTime"])
    #expect(open.routerID.description == vector.expected["routerID"])
    let capabilities = open.capabilities.map { "\($0.code):\(text($0.encoded().dropFirst(2)))" }
    #expect(capabilities.sorted() == vector.list("capabilities"))
    #expect(open.capabilities.allSatisfy { if case .unknown(let code, _) = $0 { code == 128 } else { true } })
  }

  private func check(_ notification: NotificationMessage, _ vector: Vector) {
    #expect(notification.code == UInt8(vector.expected["code"] ?? ""))
    #expect(notification.subcode == UInt8(vector.expected["subcode"] ?? ""))
    #expect(text(notification.data) == vector.expected["data"])
    #expect(notification.text == vector.expected["text"])
    #expect(notification.encoded() == vector.octets)
  }

  private func check(_ refresh: RouteRefreshMessage, _ vector: Vector) {
    #expect(String(refresh.afi) == vector.expected["afi"])
    #expect(String(refresh.safi) == vector.expected["safi"])
    #expect(String(refresh.subtype.rawValue) == vector.expected["subtype"])
    #expect(refresh.encoded() == vector.octets)
  }

  private func check(_ update: DecodedUpdate, _ vector: Vector) {
    let attributes = update.attributes
    #expect(update.endOfRIB?.description == vector.expected["endOfRIB"])
    #expect(update.nlri.map(\.prefix.description).sorted() == vector.list("nlri"))
    #expect(update.withdrawn.map(\.prefix.description).sorted() == vector.list("withdrawn"))
    #expect(attributes.nextHop?.address == vector.expected["nextHop"].flatMap { IPAddress($0) })
    #expect(attributes.origin?.name.lowercased() == vector.expected["origin"])
    #expect(attributes.asPath?.numbers.map(\.description).joined(separator: ",") == vector.expected["asPath"])
    #expect(attributes.med.map(String.init) == vector.expected["med"])
    #expect(attributes.communities.map(\.description).sorted() == vector.list("communities"))
    #expect(attributes.largeCommunities.map(\.description).sorted() == vector.list("large"))
    let extended = attributes.extendedCommunities.map { text(withUnsafeBytes(of: $0.rawValue.bigEndian) { Array($0) }) }
    #expect(extended.sorted() == vector.list("extended"))
    #expect(attributes.isAtomicAggregate == (vector.expected["atomicAggregate"] == "true"))
    let aggregator = vector.expected["as4Aggregator"] ?? vector.expected["aggregatorField"]
    let number = attributes.aggregator.map { withUnsafeBytes(of: $0.asNumber.rawValue.bigEndian) { Array($0) } } ?? []
    let identifier = attributes.aggregator.map { withUnsafeBytes(of: $0.routerID.rawValue.bigEndian) { Array($0) } } ?? []
    #expect(text(number + identifier) == aggregator ?? "")
    let unknown = attributes.unknownAttributes.map { "\($0.type.rawValue):e0:\(text($0.value))" }
    #expect(unknown == vector.list("unknown").map { $0.replacingOccurrences(of: ":c0:", with: ":e0:") })
  }

  @Test("each UPDATE is the same when it is written again and read back", arguments: Vector.all.filter { $0.expected["nlri"] != nil })
  func writtenAgain(_ vector: Vector) throws {
    var context = UpdateContext(peerType: .external, peerAS: 4_200_000_101)
    context.fourOctetAS = vector.expected["session"] == "four-octet"
    let outcome = Outcome(Array(vector.octets.dropFirst(MessageHeader.length)), context)
    let nextHop = try #require(outcome.nextHop ?? outcome.reachNextHop)
    let again = outcome.canonical.withUnsafeBytes { canonical in
      write(fourOctetAS: context.fourOctetAS) { writer in
        expect(writer.beginReach(nextHop.family, canonical: canonical, nextHop: nextHop))
        for nlri in outcome.nlri { expect(writer.append(nlri.prefix)) }
      }
    }
    #expect(Outcome(Array(again.dropFirst(MessageHeader.length)), context) == outcome)
  }
}
