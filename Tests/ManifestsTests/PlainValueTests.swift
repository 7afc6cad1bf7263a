import Diagnostics
import Foundation
import Manifests
import NetTypes
import Resources
import Testing

@Suite("Plain values")
struct PlainValueTests {
  @Test(
    "a peer's address is read with zone and port, and written the same",
    arguments: ["10.0.0.1", "10.0.0.1:1790", "fd00::1", "[fd00::1]:1790", "fe80::1%eth0", "[fe80::1%eth0]:1790"])
  func peerAddress(_ text: String) {
    #expect(PeerAddress(text)?.description == text)
  }

  @Test("a port of 179 is no port", arguments: ["10.0.0.1:179", "[fd00::1]:179", "[fd00::1]"])
  func defaultPort(_ text: String) {
    #expect(PeerAddress(text)?.port == 179)
    #expect(
      PeerAddress(text) == PeerAddress(text.replacing(":179", with: "").replacing("[", with: "").replacing("]", with: "")))
  }

  @Test(
    "what is no peer's address is refused",
    arguments: [
      "", "10.0.0", "10.0.0.1:", "10.0.0.1:0", "10.0.0.1:65536", "10.0.0.1:+1", "10.0.0.1%eth0", "[10.0.0.1]:179", "[fd00::1",
      "[fd00::1]1790",
      "fd00::1:x", "fe80::1%", "host", "10.0.0.1/32", "[fd00::1]:", "[]:1",
    ])
  func noPeerAddress(_ text: String) { #expect(PeerAddress(text) == nil) }

  @Test(
    "communities have two parts of 16 bits or three of 32",
    arguments: [
      ("64512:1", true), ("0:0", true), ("65535:65535", true), ("65536:1", false), ("1:2:3", true), ("4294967295:0:4294967295", true),
      ("4294967296:0:0", false), ("1", false), ("1:", false), (":1", false), ("1:2:3:4", false), ("+1:2", false), ("a:b", false),
      ("", false),
    ])
  func communities(_ text: String, _ isRight: Bool) {
    #expect(CommunityValue(text)?.description == (isRight ? text : nil))
  }

  @Test("a listening address has brackets when it needs them")
  func listenAddress() {
    #expect(ListenAddress(host: "::1", port: 80).description == "[::1]:80")
    #expect(ListenAddress(host: "127.0.0.1", port: 80).description == "127.0.0.1:80")
  }

  @Test(
    "the summary counts problems and files",
    arguments: [
      ([] as [(Problem.Severity, String?)], ""),
      ([(.error, "a")], "1 error in 1 file; nothing was applied"),
      ([(.error, "a"), (.error, "a"), (.error, "b")], "3 errors in 2 files; nothing was applied"),
      ([(.warning, "a")], "1 warning in 1 file"),
      ([(.error, nil)], "1 error; nothing was applied"),
      ([(.error, "a"), (.warning, "b")], "1 error in 1 file, 1 warning in 1 file; nothing was applied"),
    ])
  func summary(_ problems: [(Problem.Severity, String?)], _ expected: String) {
    let report = ProblemReport(problems.map { Problem($0.0, at: $0.1.map { SourcePlace(file: $0, line: 1, column: 1) }, "x") })
    #expect(report.summary == expected)
  }

  @Test("the marker stands under its text whatever is before it: tabs, wide characters, high line numbers")
  func marker() {
    let problem = Problem(at: SourcePlace(file: "f", line: 123_456, column: 4, length: 3), "m", mend: "n", sourceLine: "\té abc")
    #expect(problem.rendered == "f:123456:4: error: m; n\n123456 | \té abc\n       | \t  ^~~")
    #expect(Problem(.warning, at: nil, "m").rendered == "warning: m")
  }

  @Test("a real disk is read: a file, a folder, what is not there, what is no text")
  func disk() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-manifests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder.appending(path: "m"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ name: String, _ bytes: [UInt8]) throws { try Data(bytes).write(to: folder.appending(path: name)) }
    try write("apus.yaml", Array("bgp: { asNumber: 64512, routerID: 10.0.0.11 }\nmanifests: [ m, \"m/*.yml\", gone.yaml ]".utf8))
    try write("m/a.yaml", [0xFF, 0xFE, 0x00])
    try write("m/b.yml", Array("{ apiVersion: v1, kind: Secret }".utf8))
    let loaded = ConfigurationFile.load(folder.appending(path: "apus.yaml").path())
    #expect(
      loaded.problems.map(\.message).map { $0.replacing(folder.path() + "/", with: "").replacing(folder.path(), with: "") } == [
        "manifests: cannot read gone.yaml: No such file or directory", "not a text in UTF-8",
        "Secret (v1) is a kind that Apus does not read; skipped",
      ])
    #expect(loaded.configuration == nil)
    #expect(FileAccess.machine.hostName() == ProcessInfo.processInfo.hostName || !FileAccess.machine.hostName().isEmpty)
  }
}
