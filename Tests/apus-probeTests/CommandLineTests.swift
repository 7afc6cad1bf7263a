import ArgumentParser
import Testing

@testable import apus_probe

@Suite("apus-probe: its command line")
struct CommandLineTests {
  @Test("without options it looks every 5 seconds and gives a look 2")
  func defaults() throws {
    let probe = try ApusProbe.parse(["--port", "80", "--port", "udp/53", "--target", "http://10.0.0.1/"])
    #expect(probe.port.map(\.description) == ["tcp/80", "udp/53"])
    #expect(probe.interval == 5 && probe.timeout == nil && probe.target.count == 1)
  }

  @Test(
    "what cannot be is refused",
    arguments: [
      [], ["--port", "0"], ["--port", "80", "--target", "http://frontend/"], ["--port", "80", "--interval", "0"],
      ["--port", "80", "--interval", "1", "--timeout", "2"], ["--port", "80", "--timeout", "0"],
    ])
  func refused(arguments: [String]) {
    #expect(throws: (any Error).self) { try ApusProbe.parse(arguments) }
  }
}
