/// Every distinct target once, counted: a hundred thousand routes share a handful, and an entry holds four octets instead of an array.
struct TargetTable {
  /// A number for a target; 0 is "no route".
  typealias ID = UInt32

  static let none: ID = 0

  private var targets: [RouteTarget?] = [nil]
  private var counts: [Int] = [0]
  private var identities: [RouteTarget: ID] = [:]
  private var free: [ID] = []

  subscript(id: ID) -> RouteTarget? { targets[Int(id)] }

  /// The targets in use.
  var all: some Sequence<RouteTarget> { identities.keys }

  /// The number of a target, which is now used once more.
  mutating func retain(_ target: RouteTarget) -> ID {
    if let id = identities[target] {
      counts[Int(id)] += 1
      return id
    }
    let id = free.popLast() ?? ID(targets.count)
    if Int(id) == targets.count {
      targets.append(nil)
      counts.append(0)
    }
    targets[Int(id)] = target
    counts[Int(id)] = 1
    identities[target] = id
    return id
  }

  /// Uses a number once less.
  mutating func release(_ id: ID) {
    guard id != Self.none else { return }
    counts[Int(id)] -= 1
    guard counts[Int(id)] == 0, let target = targets[Int(id)] else { return }
    identities[target] = nil
    targets[Int(id)] = nil
    free.append(id)
  }

  /// Whether a target has some but not all of the next hops of another one.
  func isPart(_ wanted: ID, of actual: ID) -> Bool {
    guard let wanted = self[wanted], let actual = self[actual] else { return false }
    return wanted.isPart(of: actual)
  }

  /// Whether the target `actual` does what `wanted` asks for.
  func isSatisfied(_ wanted: ID, by actual: ID) -> Bool {
    if wanted == actual { return true }
    guard let wanted = self[wanted], let actual = self[actual] else { return false }
    return wanted.isSatisfied(by: actual)
  }
}
