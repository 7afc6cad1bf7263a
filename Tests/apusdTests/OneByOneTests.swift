import NetTypes
import Synchronization
import Testing

@testable import apusd

@Suite("Changes one after the other")
struct OneByOneTests {
  private struct Failure: Error {}

  /// Counts who is inside.
  private final class Room: Sendable {
    private let inside = Mutex(0)
    private let most = Mutex(0)

    func stay() async {
      let count = inside.withLock { inside in
        inside += 1
        return inside
      }
      most.withLock { $0 = max($0, count) }
      await Task.yield()
      inside.withLock { $0 -= 1 }
    }

    var crowd: Int { most.withLock { $0 } }
  }

  @Test("a hundred that are asked for at once never overlap")
  func order() async throws {
    let turns = OneByOne()
    let room = Room()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<100 { group.addTask { _ = try? await turns.run { await room.stay() } } }
    }
    #expect(room.crowd == 1)
  }

  @Test("one that fails tells its own caller, and the next has its turn")
  func failure() async throws {
    let turns = OneByOne()
    await #expect(throws: Failure.self) { try await turns.run { throw Failure() } }
    #expect(try await turns.run { 7 } == 7)
  }

  @Test("a walk hands out every prefix once, in slices")
  func walk() {
    let prefixes = (0..<7).map { IPPrefix(IPv4Address(UInt32($0) << 24), length: 8) }
    let walk = RouteWalk(prefixes)
    var slices: [[IPPrefix]] = []
    while let slice = walk.next(3) { slices.append(Array(slice)) }
    #expect(slices.map(\.count) == [3, 3, 1])
    #expect(slices.flatMap { $0 } == prefixes)
  }
}
