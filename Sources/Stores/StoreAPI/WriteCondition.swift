/// Under which condition a write is done (optimistic concurrency).
public enum WriteCondition: Hashable, Sendable {
  /// Always.
  case always
  /// Only if there is no such resource.
  case ifAbsent
  /// Only if the resource still has this revision.
  case ifUnchanged(Revision)

  /// Whether the condition holds for the revision that the resource has; nil: it does not exist.
  public func holds(for current: Revision?) -> Bool {
    switch self {
    case .always: true
    case .ifAbsent: current == nil
    case .ifUnchanged(let expected): current == expected
    }
  }
}
