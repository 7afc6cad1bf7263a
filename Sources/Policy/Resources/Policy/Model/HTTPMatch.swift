/// What an HTTP request must be like.
public struct HTTPMatch: Hashable, Sendable {
  /// One of these methods, case counts, `*` is any; empty is any.
  public var methods: [String] = []
  /// One of these paths; empty is any.
  public var paths: [Path] = []

  /// Joins the parts.
  public init(methods: [String] = [], paths: [Path] = []) {
    self.methods = methods
    self.paths = paths
  }

  /// A path as rules write it.
  public enum Path: Hashable, Sendable {
    /// This path and no other.
    case exact(String)
    /// This path and those below it.
    case prefix(String)
  }
}
