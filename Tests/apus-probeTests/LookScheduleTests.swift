import NetTypes
import Testing

@testable import apus_probe

@Suite("apus-probe: when it looks")
struct LookScheduleTests {
  private static func at(_ milliseconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: milliseconds * 1_000_000) }

  @Test("the first round begins at once, and the next ones an interval apart however late each is noticed")
  func regular() {
    var schedule = LookSchedule(interval: .seconds(5), timeout: .seconds(2))
    let begun = stride(from: Int64(100), through: 20_000, by: 300).filter { schedule.begins(at: Self.at($0)) }
    #expect(begun.count == 4)
    #expect(begun.first == 100)
  }

  @Test("rounds that were missed are not made up for")
  func missed() {
    var schedule = LookSchedule(interval: .seconds(5), timeout: .seconds(2))
    let begun = [0, 60_000, 60_001, 64_999, 65_000].filter { schedule.begins(at: Self.at($0)) }
    #expect(begun == [0, 60_000, 65_000])
  }
}
