/// The version of Apus: the same for the daemon, the command line and the config format.
public enum ProductVersion {
  /// Semantic versioning.
  public static let text = "0.1.0"
}
