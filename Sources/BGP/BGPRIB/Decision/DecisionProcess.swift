/// RFC 4271 §9.1.2.2: from a set of candidates, each ``DecisionStep`` removes those that are worse, until one remains.
///
/// Each loser is marked with the step it lost at. The live path and explanations run this same code.
struct DecisionProcess: ~Copyable {
  /// The candidates of the decision at hand.
  private(set) var candidates: UnsafeMutablePointer<Candidate>
  private(set) var count = 0
  private var capacity = 16
  /// Whether some candidate has a MED above 0: without one the step removes nothing.
  private var hasMED = false
  /// Candidates that did not lose before the first step that only breaks ties: paths of equal cost.
  private(set) var equalCount = 0
  /// Some path that shared the traffic with the best one may not be used any more.
  var hasUnusableMember = false
  /// The step that left one candidate.
  private(set) var decidedAt: DecisionStep?

  init() { candidates = .allocate(capacity: 16) }
  deinit { candidates.deallocate() }

  /// Begins a decision.
  mutating func reset() { (count, equalCount, decidedAt, hasMED, hasUnusableMember) = (0, 0, nil, false, false) }

  /// Adds a usable path.
  mutating func add(_ candidate: Candidate) {
    if count == capacity {
      let larger = UnsafeMutablePointer<Candidate>.allocate(capacity: capacity * 2)
      larger.update(from: candidates, count: count)
      candidates.deallocate()
      (candidates, capacity) = (larger, capacity * 2)
    }
    candidates[count] = candidate
    count += 1
    if candidate.med != 0 { hasMED = true }
  }

  /// Runs the steps; the index of the winner, nil without candidates.
  mutating func run() -> Int? {
    guard count > 1 else {
      equalCount = count
      return count == 0 ? nil : 0
    }
    var remaining = count
    for step in DecisionStep.allCases where remaining > 1 {
      // From here on the steps only choose among equals; what is left may share the traffic.
      if step == .routerID { equalCount = remaining }
      let before = remaining
      switch step {
      case .med: remaining = removeHigherMED(remaining)
      case .peerAddress: remaining = removeHigherAddress(remaining)
      default: remaining = removeWorse(at: step, remaining)
      }
      if remaining < before { decidedAt = step }
    }
    if equalCount == 0 { equalCount = 1 }
    return firstRemaining()
  }

  /// Takes a candidate out, so that the rest can be run again.
  mutating func remove(_ index: Int) {
    count -= 1
    candidates[index] = candidates[count]
    for other in 0..<count { candidates[other].lost = Candidate.remains }
    (equalCount, decidedAt) = (0, nil)
  }

  private mutating func removeWorse(at step: DecisionStep, _ remaining: Int) -> Int {
    var best = UInt64.max
    var worst: UInt64 = 0
    for index in 0..<count where candidates[index].lost == Candidate.remains {
      let rank = candidates[index].rank(step)
      best = min(best, rank)
      worst = max(worst, rank)
    }
    if best == worst { return remaining }
    var left = remaining
    for index in 0..<count where candidates[index].lost == Candidate.remains && candidates[index].rank(step) > best {
      candidates[index].lost = step.rawValue
      left -= 1
    }
    return left
  }

  /// RFC 4271 §9.1.2.2 c: "MULTI_EXIT_DISC is only comparable between routes learned from the same neighboring AS". All candidates are
  /// compared at once, so that the outcome does not depend on the order of arrival.
  private mutating func removeHigherMED(_ remaining: Int) -> Int {
    guard hasMED else { return remaining }
    var left = remaining
    for index in 0..<count where candidates[index].lost == Candidate.remains {
      let candidate = candidates[index]
      for other in 0..<count where candidates[other].neighborAS == candidate.neighborAS && candidates[other].med < candidate.med {
        let lost = candidates[other].lost
        guard lost == Candidate.remains || lost == DecisionStep.med.rawValue else { continue }
        candidates[index].lost = DecisionStep.med.rawValue
        left -= 1
        break
      }
    }
    return left
  }

  private mutating func removeHigherAddress(_ remaining: Int) -> Int {
    var best = firstRemaining() ?? 0
    for index in 0..<count where candidates[index].lost == Candidate.remains && isLower(index, best) { best = index }
    var left = remaining
    for index in 0..<count where candidates[index].lost == Candidate.remains && isLower(best, index) {
      candidates[index].lost = DecisionStep.peerAddress.rawValue
      left -= 1
    }
    return left
  }

  private func isLower(_ left: Int, _ right: Int) -> Bool {
    (candidates[left].addressHigh, candidates[left].addressLow) < (candidates[right].addressHigh, candidates[right].addressLow)
  }

  private func firstRemaining() -> Int? { (0..<count).first { candidates[$0].lost == Candidate.remains } }
}
