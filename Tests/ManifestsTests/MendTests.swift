import Diagnostics
import Testing

@testable import Manifests

@Suite("What a message offers")
struct MendTests {
  private static let node = "bgp:\n  asNumber: 64512\n  routerID: 10.0.0.1\n"

  private func problems(_ text: String) -> [String] {
    FileTable.load(text).problems.map { "\($0.message)\($0.mend.map { "; \($0)" } ?? "")" }
  }

  @Test(
    "each slip has one message, with what was probably meant",
    arguments: [
      (
        node + "workloads: [ { name: a, addresses: [ 10.65.0.2/24 ] } ]",
        "addresses: expected an IP address, found \"10.65.0.2/24\"; did you mean 10.65.0.2?"
      ),
      (
        node + "  peers: [ { name: a, peerIP: \"10.0.0.9:0\", asNumber: 64513 } ]",
        "peerIP: expected an IP address, with a port as 10.0.0.1:1790 or [fd00::1]:1790, found \"10.0.0.9:0\"; the port is 1...65535"
      ),
      (
        node + "  peers: [ { name: a, peerIP: \"::ffff:10.0.0.9\", asNumber: 64513 } ]",
        "peerIP: ::ffff:10.0.0.9 is an IPv4 address in IPv6 form; did you mean 10.0.0.9?"
      ),
      (
        node + "  peers: [ { name: a, peerIP: 10.0.0.9, asNumber: 23456 } ]",
        "asNumber: 23456 is AS_TRANS, which stands for 4-octet numbers where these do not fit (RFC 6793 §9); write the number itself"
      ),
      (node + "wrklds: []", "unknown field \"wrklds\" in the config file; did you mean \"workloads\"?"),
      (
        node
          + "  filters:\n    - name: f\n      importV4:\n"
          + "        - { action: Accept, matchOperator: In, cidr: 10.0.0.0/8, prefixLength: { min: 33, max: 3 } }",
        "min: expected 0...32, found 33"
      ),
    ])
  func slip(text: String, message: String) {
    #expect(problems(text) == [message])
  }

  @Test("a byte order mark at the beginning is none of the text, and places are counted without it")
  func byteOrderMark() {
    #expect(problems("\u{FEFF}" + Self.node) == [])
    let wrong = FileTable.load("\u{FEFF}bgp: { asNumber: x, routerID: 10.0.0.1 }").problems
    #expect(wrong.map(\.place?.column) == [18])
  }

  @Test(
    "a word without some of its letters is taken for it, if enough of them are left",
    arguments: [("wrklds", "workloads"), ("nod", "node"), ("wlds", nil), ("orkloads", "workloads"), ("wdks", nil)] as [(String, String?)])
  func abbreviation(name: String, nearest: String?) {
    #expect(NearestName.of(name, among: ["node", "workloads"]) == nearest)
  }
}
