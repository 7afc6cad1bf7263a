import NetTypes
import Synchronization

/// The place of one answer in the prefixes that it is about.
final class RouteWalk: Sendable {
  private let prefixes: [IPPrefix]
  private let position = Mutex(0)

  init(_ prefixes: [IPPrefix]) { self.prefixes = prefixes }

  /// The next prefixes, at most `count`; nil at the end.
  func next(_ count: Int) -> ArraySlice<IPPrefix>? {
    position.withLock { position in
      guard position < prefixes.count else { return nil }
      let end = min(prefixes.count, position + count)
      defer { position = end }
      return prefixes[position..<end]
    }
  }
}
