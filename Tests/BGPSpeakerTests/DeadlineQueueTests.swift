import NetTypes
import Testing

@testable import BGPSpeaker

@Suite("The deadline queue")
struct DeadlineQueueTests {
  private func key(_ number: UInt32) -> PeerKey { PeerKey(rawValue: number) }
  private func time(_ seconds: Int) -> MonotonicTime { .zero + .seconds(seconds) }

  @Test("peers come up in the order of their deadlines, and not before them")
  func order() {
    var queue = DeadlineQueue()
    for number in [5, 3, 9, 1, 7] { queue.schedule(key(UInt32(number)), at: time(number)) }
    #expect(queue.next == time(1))
    #expect(queue.popDue(at: .zero) == nil)
    var seen: [UInt32] = []
    while let due = queue.popDue(at: time(7)) { seen.append(due.rawValue) }
    #expect(seen == [1, 3, 5, 7])
    #expect(queue.next == time(9))
  }

  @Test("a nearer deadline counts at once, a later one when the hint comes up")
  func hints() {
    var queue = DeadlineQueue()
    queue.schedule(key(1), at: time(10))
    queue.schedule(key(1), at: time(4))
    queue.schedule(key(1), at: time(20))
    #expect(queue.popDue(at: time(4)) == key(1))
    #expect(queue.popDue(at: time(100)) == nil, "the entry of 10 s was replaced, that of 20 s was not needed")
  }

  @Test("a removed peer does not come up, the distant future is never due")
  func removal() {
    var queue = DeadlineQueue()
    queue.schedule(key(1), at: time(1))
    queue.schedule(key(2), at: .distantFuture)
    queue.remove(key(1))
    #expect(queue.popDue(at: time(1000)) == nil)
  }
}
