import NetTypes
import Resources
import Testing

@Suite("What a workload may be")
struct WorkloadRuleTests {
  @Test(
    "names are those of Kubernetes",
    arguments: [
      ("a", true), ("frontend-1", true), ("a.b-c.d", true), ("0", true), (String(repeating: "a", count: 253), true),
      ("", false), ("A", false), ("a_b", false), ("a/b", false), ("a;", false), ("-a", false), ("a-", false), ("a..b", false),
      (".a", false),
      ("a.", false), ("ä", false), (String(repeating: "a", count: 254), false),
    ])
  func names(_ text: String, _ isRight: Bool) { #expect(WorkloadRule<String>.name.accepts(text) == isRight) }

  @Test(
    "addresses are those of one host",
    arguments: [
      ("10.65.0.2", true), ("192.0.2.255", true), ("223.255.255.255", true), ("fd65::2", true), ("2001:db8::", true),
      ("0.0.0.0", false), ("0.1.2.3", false), ("127.0.0.1", false), ("169.254.1.1", false), ("224.0.0.5", false), ("240.0.0.1", false),
      ("255.255.255.255", false), ("::", false), ("::1", false), ("fe80::1", false), ("ff02::1", false), ("::ffff:10.0.0.1", false),
    ])
  func addresses(_ text: String, _ isRight: Bool) throws {
    #expect(WorkloadRule<IPAddress>.address.accepts(try #require(IPAddress(text))) == isRight)
  }

  @Test(
    "interfaces have names that the kernel takes",
    arguments: [("cali0123456789a", true), ("cali0123456789ab", false), ("", false), ("..", false), ("a/b", false), ("a b", false)])
  func interfaces(_ text: String, _ isRight: Bool) { #expect(WorkloadRule<String>.interface.accepts(text) == isRight) }

  @Test("a workload that does not come from a file has the same faults, in the same words")
  func faults() throws {
    var workload = Workload(name: "w", addresses: [try #require(IPAddress("10.65.0.2"))])
    #expect(workload.faults == [])
    workload.name = "UPPER_/;"
    workload.namespace = ""
    workload.addresses = [try #require(IPAddress("::1"))]
    workload.interface = "cali0123456789ab"
    workload.ports = [WorkloadPort(name: "http", port: 0)]
    let name = "expected a name of lower-case letters, digits, '-' and '.', as in Kubernetes"
    #expect(
      workload.faults.map(\.description) == [
        "name: \(name), found \"UPPER_/;\"", "namespace: \(name), found \"\"",
        "addresses: expected a unicast address, neither unspecified, loopback nor link-local, found \"::1\"",
        "interface: expected an interface name of at most 15 characters, found \"cali0123456789ab\"",
        "port: expected 1...65535, found 0",
      ])
    #expect(Workload(name: "w", addresses: []).faults.map(\.field) == ["addresses"])
  }
}
