import ControlAPI
import ControlServer
import Testing

@Suite("Events", .timeLimit(.minutes(1)))
struct EventTests {
  private func buffer(capacity: Int, count: Int) -> EventBuffer {
    var buffer = EventBuffer(capacity: capacity, firstID: 100)
    for index in 0..<count { _ = buffer.append(.daemon, peer: nil, text: "\(index)", at: Samples.start) }
    return buffer
  }

  @Test("a buffer keeps the newest and forgets the oldest")
  func bounded() {
    let buffer = buffer(capacity: 3, count: 5)
    #expect(buffer.count == 3)
    #expect(buffer.events(after: nil).map(\.text) == ["2", "3", "4"])
    #expect(buffer.newestID == 104)
  }

  @Test("a reader goes on after the id that it saw last")
  func resume() {
    let buffer = buffer(capacity: 3, count: 5)
    #expect(buffer.events(after: 103).map(\.text) == ["4"])
    #expect(buffer.events(after: 104).isEmpty)
    #expect(buffer.events(after: 101).map(\.text) == ["2", "3", "4"])
  }

  @Test("a reader that missed events is told so first")
  func gap() {
    let events = buffer(capacity: 3, count: 5).events(after: 100)
    #expect(events.map(\.kind) == [.gap, .daemon, .daemon, .daemon])
    #expect(events.map(\.id) == [101, 102, 103, 104])
  }

  @Test("an id from before a restart yields everything, an id from the future too")
  func strangeIDs() {
    let buffer = buffer(capacity: 3, count: 2)
    #expect(buffer.events(after: 5).map(\.text).dropFirst() == ["0", "1"])
    #expect(buffer.events(after: 999).map(\.text) == ["0", "1"])
    #expect(self.buffer(capacity: 3, count: 0).events(after: 5).isEmpty)
  }

  @Test("a follower has what is kept, then what comes, each once and in order")
  func follow() async {
    let log = EventLog(capacity: 10) { Samples.start }
    log.append(.daemon, "0")
    let follower = log.follow()
    log.append(.daemon, "1")
    log.append(.sessionUp, peer: "tor-1", "2")
    log.finish()
    var texts: [String] = []
    for await event in follower.events { texts.append(event.text) }
    #expect(texts == ["0", "1", "2"])
  }

  @Test("a follower that does not read is cut off, and the others go on")
  func slowFollower() async {
    let log = EventLog(capacity: 10) { Samples.start }
    let slow = log.follow()
    let other = log.follow(after: nil)
    async let read = other.events.reduce(into: 0) { count, _ in count += 1 }
    for index in 0..<5000 {
      log.append(.daemon, "\(index)")
      // The other reader is given its turn.
      if index % 100 == 0 { try? await Task.sleep(for: .milliseconds(1)) }
    }
    log.finish()
    let slowCount = await slow.events.reduce(into: 0) { count, _ in count += 1 }
    #expect(slowCount == 1024)
    #expect(await read > slowCount)
  }

  @Test("a follower that stops ends, and following a finished log ends with what is kept")
  func stop() async {
    let log = EventLog(capacity: 10) { Samples.start }
    let follower = log.follow()
    follower.stop()
    log.append(.daemon, "late")
    #expect(await follower.events.reduce(into: 0) { count, _ in count += 1 } == 0)
    log.finish()
    #expect(await log.follow().events.reduce(into: 0) { count, _ in count += 1 } == 1)
  }
}
