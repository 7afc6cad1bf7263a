import Testing

@testable import PolicyEvaluator

@Suite("The text of flows")
struct FlowTextTests {
  @Test(
    "ends and targets are written as they are read",
    arguments: ["stars/backend", "hep:eth0", "node:a", "10.0.0.1", "fd00::1"], ["tcp/80", "udp/53", "sctp/9", "icmp", "icmp/8/0", "47"])
  func roundTrip(end: String, target: String) {
    #expect(FlowParty(end)?.description == end)
    #expect(FlowTarget(target)?.description == target)
  }

  @Test("what is no end is refused", arguments: ["", "a", "a/", "/b", "a/b/c", "hep:", "10.0.0.256"])
  func noEnd(text: String) { #expect(FlowParty(text) == nil) }

  @Test("what is no target is refused", arguments: ["", "tcp", "tcp/", "tcp/65536", "tcp/1/2", "nothing/1", "icmp/256", "icmp/8/0/0", "0"])
  func noTarget(text: String) { #expect(FlowTarget(text) == nil) }
}
