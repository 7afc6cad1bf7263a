import Diagnostics
import Manifests
import Resources
import Testing

@Suite("Passwords")
struct PasswordTests {
  private static func load(_ password: String, _ files: [String: String] = [:], _ variables: [String: String] = [:]) -> LoadedConfiguration
  {
    let text = """
      bgp:
        asNumber: 64512
        routerID: 10.0.0.1
        peers:
          - { name: a, peerIP: 10.0.0.2, asNumber: 64513, password: \(password) }
      """
    return FileTable(contents: files.merging(["apus.yaml": text]) { $1 }, variables: variables).load()
  }

  @Test("a file's last line end is not part of the secret, and the file is watched")
  func file() throws {
    let loaded = Self.load("{ file: keys/tor.key }", ["keys/tor.key": "hunter2\r\n"])
    let password = try #require(loaded.configuration?.bgp.peers.first?.password)
    #expect(password == Password(source: .file("keys/tor.key"), secret: "hunter2"))
    #expect(loaded.watchedPaths == ["apus.yaml", "keys/tor.key"])
  }

  @Test("an environment variable gives the secret")
  func environment() throws {
    let password = try #require(Self.load("{ env: TOR_KEY }", [:], ["TOR_KEY": "hunter2"]).configuration?.bgp.peers.first?.password)
    #expect(password == Password(source: .environment("TOR_KEY"), secret: "hunter2"))
  }

  @Test(
    "a secret that TCP-MD5 cannot use is refused by its length alone",
    arguments: [("", "found 0"), ("\n", "found 0"), (String(repeating: "x", count: 81), "found 81")])
  func length(_ secret: String, _ expected: String) {
    let loaded = Self.load("{ file: a.key }", ["a.key": secret])
    #expect(loaded.problems.map(\.message) == ["file: expected a password of 1...80 bytes, \(expected)"])
  }

  @Test("no text form of a configuration shows a secret")
  func neverPrinted() throws {
    let configuration = try #require(Self.load("{ env: TOR_KEY }", [:], ["TOR_KEY": "hunter2"]).configuration)
    var dumped = ""
    dump(configuration, to: &dumped)
    for text in ["\(configuration)", String(reflecting: configuration), dumped] {
      #expect(text.contains("TOR_KEY"))
      #expect(!text.contains("hunter2"))
    }
  }

  @Test("a changed secret is given to the live session, and the diff does not show it")
  func diff() throws {
    let old = try #require(Self.load("{ env: TOR_KEY }", [:], ["TOR_KEY": "hunter2"]).configuration)
    let new = try #require(Self.load("{ env: TOR_KEY }", [:], ["TOR_KEY": "hunter3"]).configuration)
    let diff = ConfigurationDiff.between(old, new)
    #expect(diff.resetPeers == [])
    #expect(diff.peers.first?.fields.map(\.field) == ["password"])
    #expect(!"\(diff)".contains("hunter"))
  }
}
