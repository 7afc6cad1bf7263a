import NetTypes

/// A walk over all prefixes of a family in slices, for what concerns many of them: a peer's routes going, filters that changed, next hops
/// that resolve otherwise. Tasks that come while one is under way join it, and it ends one full turn after the last.
struct Sweep {
  /// What is done to each path or prefix on the way.
  enum Task {
    /// Paths of earlier sessions of the peer are removed.
    case removeOld(PeerIndex)
    /// The peer's import rules are evaluated anew.
    case evaluate(PeerIndex)
    /// Prefixes with paths over changed next hops are decided anew.
    case nextHops
    /// All prefixes are decided anew.
    case everything
  }

  /// The next prefix number.
  var position = 1
  /// Numbers left until a full turn after the last task.
  var left = 0
  /// The end of the table when the last task came: numbers from there on are newer than all tasks and do not count for the turn.
  var turnEnd = 0
  var peers: Set<PeerIndex> = []
  var nextHops = false
  var everything = false

  var isActive: Bool { left > 0 }
}
