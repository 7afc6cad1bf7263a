extension FamilyTable {
  /// Chooses among the usable paths of a prefix, with the decision process of the live path.
  mutating func select(
    _ selection: PathSelection, of number: UInt32, _ shared: borrowing SharedAttributes, _ context: DecisionContext,
    into chosen: inout [SelectedPath]
  ) {
    gather(number, shared, context)
    switch selection {
    case .all: for index in 0..<decision.count { chosen.append(SelectedPath(decision.candidates[index])) }
    case .ecmp: selectEqual(context, into: &chosen)
    case .best(let limit):
      while chosen.count < limit, let winner = decision.run() {
        chosen.append(SelectedPath(decision.candidates[winner]))
        decision.remove(winner)
      }
    }
  }

  private mutating func selectEqual(_ context: DecisionContext, into chosen: inout [SelectedPath]) {
    guard let winner = decision.run() else { return }
    let best = decision.candidates[winner]
    chosen.append(SelectedPath(best))
    guard decision.equalCount > 1, best.peer != PeerIndex.local.rawValue else { return }
    for index in 0..<decision.count where index != winner {
      let candidate = decision.candidates[index]
      guard candidate.lost >= DecisionStep.routerID.rawValue else { continue }
      if context.multipathRelaxed || candidate.neighborAS == best.neighborAS { chosen.append(SelectedPath(candidate)) }
    }
  }
}
