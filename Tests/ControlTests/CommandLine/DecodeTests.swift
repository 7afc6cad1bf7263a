import Foundation
import Testing

@testable import apusctl

/// The messages of CONTRACT's `decode`, as one JSON object a line.
@Suite("apusctl decode")
struct DecodeTests {
  private static let marker = String(repeating: "ff", count: 16)
  private static let keepalive = marker + "001304"
  /// ORIGIN IGP, AS_PATH, NEXT_HOP 10.0.0.1; withdraws 10.0.0.0/8, reaches 192.0.2.0/24.
  private static func update(path: String) -> String {
    let attributes = "40010100" + path + "4003040a000001"
    let body = "0002080a" + hex(attributes.count / 2, 4) + attributes + "18c00002"
    return marker + hex(19 + body.count / 2, 4) + "02" + body
  }

  private static func hex(_ number: Int, _ digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: digits - text.count) + text
  }

  private func objects(_ result: CommandResult) throws -> [[String: Any]] {
    try result.output.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  @Test("an UPDATE has the keys of CONTRACT")
  func update() async throws {
    let result = await CommandResult.of(["decode", "-"], input: Self.update(path: "400206020100000fa0"))
    let object = try #require(try objects(result).first)
    #expect(result.status == .ok)
    #expect(object["type"] as? String == "UPDATE")
    #expect(object["withdrawn"] as? [String] == ["10.0.0.0/8"])
    #expect(object["nlri"] as? [String] == ["192.0.2.0/24"])
    #expect((object["faults"] as? [Any])?.isEmpty == true)
    let attributes = try #require(object["attributes"] as? [String: Any])
    #expect(attributes["origin"] as? String == "IGP")
    #expect(attributes["asPath"] as? [Int] == [4000])
    #expect(attributes["nextHop"] as? String == "10.0.0.1")
  }

  @Test("the options set what a session would have negotiated")
  func options() async throws {
    let narrow = Self.update(path: "40020402010fa0")
    let two = try objects(await CommandResult.of(["decode", "--two-octet-as", "-"], input: narrow))
    #expect((two.first?["faults"] as? [Any])?.isEmpty == true)
    #expect((two.first?["attributes"] as? [String: Any])?["asPath"] as? [Int] == [4000])
    let four = try objects(await CommandResult.of(["decode", "--four-octet-as", "-"], input: narrow))
    let fault = (four.first?["faults"] as? [[String: Any]])?.first
    #expect(fault?["attribute"] as? String == "AS_PATH")
    #expect(fault?["scope"] as? String == "treat-as-withdraw")
    let other = try objects(await CommandResult.of(["decode", "--as", "65000", "-"], input: Self.update(path: "400206020100000fa0")))
    #expect((other.first?["faults"] as? [Any])?.isEmpty == false)
    let inside = try objects(
      await CommandResult.of(["decode", "--peer", "internal", "--as", "65000", "-"], input: Self.update(path: "400206020100000fa0")))
    #expect((inside.first?["faults"] as? [[String: Any]])?.contains { $0["attribute"] as? String == "AS_PATH" } == false)
  }

  @Test("each message is a line, whatever stands between the digits")
  func manyMessages() async throws {
    let input = "# two of them\n" + Self.keepalive + Self.keepalive + "\n\n" + Self.keepalive.uppercased() + "\n"
    let result = await CommandResult.of(["decode", "--format", "hex", "-"], input: input)
    #expect(try objects(result).map { $0["type"] as? String } == ["KEEPALIVE", "KEEPALIVE", "KEEPALIVE"])
  }

  @Test("the format is recognized by the first octets")
  func guess() {
    #expect(DecodeCommand.guess(Array(Self.keepalive.utf8)) == .hex)
    #expect(DecodeCommand.guess([0x65, 0, 0, 0, 0, 16, 0, 4]) == .mrt)
    #expect(DecodeCommand.guess([]) == .hex)
  }

  @Test("what contains no message exits 3, and so does a file that cannot be read")
  func invalid() async {
    #expect(await CommandResult.of(["decode", "-"], input: "this is no message").status == .invalid)
    #expect(await CommandResult.of(["decode", "/no/such/file"]).status == .invalid)
    #expect(await CommandResult.of(["decode", "-"], input: "# only a comment\n").status == .invalid)
    let empty = await CommandResult.of(["decode", "-"], input: "")
    #expect(empty.status == .invalid)
    #expect(empty.errors.contains("standard input is empty"))
  }

  @Test(
    "--two-octet-as and --four-octet-as exclude each other, as other options that make no sense",
    arguments: [
      ["decode", "--two-octet-as", "--four-octet-as", "-"], ["decode"], ["decode", "--format", "pcap", "-"], ["decode", "--as", "x", "-"],
    ])
  func usage(arguments: [String]) async {
    #expect(await CommandResult.of(arguments).status == .usage)
  }
}
