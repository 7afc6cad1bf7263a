import ControlAPI
import Foundation
import Testing

@Suite("RFC 3339 times")
struct TimestampTests {
  @Test(
    "a moment has its text",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"), (1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
      (-1, "1969-12-31T23:59:59.999Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (1_795_398_724_125, "2026-11-23T01:52:04.125Z"),
    ] as [(Int64, String)])
  func texts(milliseconds: Int64, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).description == text)
    #expect(Timestamp(text)?.milliseconds == milliseconds)
  }

  @Test(
    "other forms of the same moment are read",
    arguments: [
      "2026-11-23T01:52:04.125Z", "2026-11-23t01:52:04.125z", "2026-11-23T03:52:04.125+02:00", "2026-11-22T20:22:04.125-05:30",
      "2026-11-23T01:52:04.125999999Z", "2026-11-23 01:52:04.125Z",
    ])
  func forms(text: String) { #expect(Timestamp(text)?.milliseconds == 1_795_398_724_125) }

  @Test(
    "what is no time is refused",
    arguments: [
      "", "2026-11-23", "2026-11-23T01:52:04", "2026-13-23T01:52:04Z", "2026-11-32T01:52:04Z", "2026-11-23T24:00:00Z",
      "2026-11-23T01:52:04.Z", "2026-11-23T01:52:04Zx", "2026-11-23T01:52:04+2:00", "+026-11-23T01:52:04Z",
    ])
  func refusals(text: String) { #expect(Timestamp(text) == nil) }

  @Test("Foundation reads ten thousand random moments as we wrote them")
  func foundation() throws {
    var generator = SeededGenerator(seed: 20_261_123)
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    for _ in 0..<10_000 {
      let moment = Timestamp(milliseconds: Int64.random(in: 0..<8_000_000_000_000, using: &generator))
      let date = try style.parse(moment.description)
      #expect(Int64((date.timeIntervalSince1970 * 1000).rounded()) == moment.milliseconds, "seed 20261123: \(moment)")
    }
  }
}
