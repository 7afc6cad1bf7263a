/// Which paths of a prefix go to a peer that takes several (RFC 7911). They are chosen before the export rules, which may refuse some;
/// a path never goes back to the peer that it is from.
public enum PathSelection: Sendable, Hashable {
  /// Every path that may be used.
  case all
  /// The best path and those that may share the traffic with it.
  case ecmp
  /// The best path, the best of those that are left without it, and so on: at most so many.
  case best(Int)
}
