import Testing

@testable import apusctl

@Suite("What a watch tells")
struct WatchedItemsTests {
  private func text(_ changes: [WatchedItems<(String, Int), String>.Change]) -> [String] {
    changes.map { change in
      switch change {
      case .shown(let item): "\(item.0)=\(item.1)"
      case .gone(let item): "-\(item.0)=\(item.1)"
      }
    }
  }

  @Test("only what is new, differs or is gone is told, each once")
  func changes() {
    var watched = WatchedItems([("a", 1), ("b", 1)], key: \.0, differs: { $0.1 != $1.1 })
    #expect(text(watched.update([("a", 1), ("b", 2), ("c", 1)])) == ["b=2", "c=1"])
    #expect(text(watched.update([("a", 1), ("b", 2), ("c", 1)])) == [])
    #expect(text(watched.update([("b", 3)])).sorted() == ["-a=1", "-c=1", "b=3"])
    #expect(text(watched.update([("a", 1), ("b", 3)])) == ["a=1"])
  }

  @Test("small differences that are no news do not add up unseen")
  func drift() {
    var watched = WatchedItems([("a", 1)], key: \.0, differs: { abs($0.1 - $1.1) > 1 })
    #expect(text(watched.update([("a", 2)])) == [])
    #expect(text(watched.update([("a", 3)])) == ["a=3"], "compared with what was shown last")
  }
}
