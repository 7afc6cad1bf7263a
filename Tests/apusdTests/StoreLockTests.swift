import Foundation
import Testing

@testable import apusd

@Suite("One daemon for each store")
struct StoreLockTests {
  @Test("a store that another daemon uses is refused with its path, and free again when that one is gone")
  func claim() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let file = folder + "/apus.db"
    var first = try StoreLock(claiming: file)
    #expect(first != nil)
    let failure = #expect(throws: StartFailure.self) { try StoreLock(claiming: file) }
    #expect(failure?.description == "\(file): another apusd uses this store; stop it, or set store.sqlite to another path")
    first = nil
    #expect(try StoreLock(claiming: file) != nil)
  }

  @Test("a place where nothing can be made is the store's to tell of")
  func noPlace() throws {
    #expect(try StoreLock(claiming: "/proc/apus/apus.db") == nil)
  }
}
