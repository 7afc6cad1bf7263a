import Diagnostics
import Resources

/// What became of a config file and everything that it names.
public struct LoadedConfiguration: Sendable {
  /// The configuration; nil when any problem is an error, so that nothing half right is ever applied.
  public var configuration: NodeConfiguration?
  /// Every problem of every file, in the order of files and lines.
  public var problems: [Problem]
  /// Files and folders whose change means that the configuration may have changed.
  public var watchedPaths: [String]
  /// The manifests that were read, in this order.
  public var manifestPaths: [String] = []
  /// Titles of stored documents that were left out, because of an error in them or between them and the file.
  public var leftOut: [String] = []

  /// Whether anything forbids to apply it.
  public var hasErrors: Bool { problems.contains { $0.severity == .error } }
}
