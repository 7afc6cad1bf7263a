import ControlAPI
import NetTypes
import Testing

@Suite("Wording of the API")
struct WordingTests {
  @Test("a noun stands in the singular after 1 only", arguments: [(0, "0 errors"), (1, "1 error"), (2, "2 errors")])
  func counts(_ count: Int, _ text: String) { #expect(CountText.of(count, "error") == text) }

  @Test(
    "a workload's reasons are said once, and with the addresses that they are of when these differ",
    arguments: [
      ([nil, nil], "advertised"),
      (["interface cali1 does not exist", "interface cali1 does not exist"], "interface cali1 does not exist"),
      (["interface cali1 is down", nil], "10.65.0.2: interface cali1 is down; fd65::2: advertised"),
      ([nil, "no route to fd65::2 through cali1"], "no route to fd65::2 through cali1; 10.65.0.2: advertised"),
      (["kept back", "belongs to b already"], "10.65.0.2: kept back; fd65::2: belongs to b already"),
    ] as [([String?], String)])
  func workload(_ obstacles: [String?], _ why: String) throws {
    let addresses = try ["10.65.0.2", "fd65::2"].map { try #require(IPAddress($0)) }
    #expect(WorkloadEntry.why(zip(addresses, obstacles).map { (address: $0, obstacle: $1) }) == why)
  }
}
