import Diagnostics
import Resources

/// What became of manifests that policy is to be judged by.
public struct LoadedPolicies: Sendable {
  /// The model; nil when any problem is an error.
  public var model: PolicyModel?
  /// Every problem, in the order of files and lines.
  public var problems: [Problem]
}

/// Manifests without a node: `apusctl evaluate`.
public enum PolicyManifests {
  /// Reads files and folders of manifests into one model, and finds every problem at once.
  public static func load(_ paths: [String], files: FileAccess = .machine) -> LoadedPolicies {
    let reading = Reading(files: files)
    var manifests = ManifestSet(reading: reading)
    for path in paths.flatMap({ FilePattern(path: $0).expand(files)?.files ?? [$0] }) {
      if let documents = reading.documents(of: path, namedAt: nil) { manifests.add(documents) }
    }
    return loaded(manifests, reading)
  }

  /// Reads one text of manifests; `file` is its name in problems.
  public static func load(text: String, file: String) -> LoadedPolicies {
    let reading = Reading(files: .machine)
    var manifests = ManifestSet(reading: reading)
    manifests.add(YAMLDocuments(file: file, text: text, reading: reading))
    return loaded(manifests, reading)
  }

  private static func loaded(_ manifests: ManifestSet, _ reading: Reading) -> LoadedPolicies {
    let model = PolicyAssembly(manifests: manifests).model()
    let problems = reading.orderedProblems
    return LoadedPolicies(model: problems.contains { $0.severity == .error } ? nil : model, problems: problems)
  }
}
