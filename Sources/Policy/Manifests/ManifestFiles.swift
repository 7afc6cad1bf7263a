import Diagnostics
import Resources
import Yams

/// Manifests and config files without a daemon: `apusctl validate`.
public enum ManifestFiles {
  /// Every problem of these files; a folder stands for the manifests in it, a config file is checked as `apusd --check` does.
  public static func validate(_ paths: [String], files: FileAccess = .machine) -> [Problem] {
    let reading = Reading(files: files)
    var manifests = ManifestSet(reading: reading)
    var others: [Problem] = []
    for path in paths.flatMap({ FilePattern(path: $0).expand(files)?.files ?? [$0] }) {
      guard let documents = reading.documents(of: path, namedAt: nil) else { continue }
      let isConfig = documents.roots.count == 1 && documents.roots.first.map(isConfiguration) == true
      if isConfig { others += ConfigurationFile.load(path, files: files).problems } else { manifests.add(documents) }
    }
    let names = manifests.filters.map(\.spec.name)
    _ = PolicyAssembly(manifests: manifests).model()
    for peer in manifests.peers { ReferenceCheck.filters(of: peer, known: names) }
    return reading.orderedProblems + others
  }

  /// The manifests that a path stands for: the file itself, those of a folder, or those that match a pattern.
  public static func expand(_ path: String, files: FileAccess = .machine) -> [String] {
    FilePattern(path: path).expand(files)?.files ?? [path]
  }

  private static func isConfiguration(_ root: Node) -> Bool {
    guard let mapping = root.mapping else { return false }
    return mapping["apiVersion"] == nil && mapping["kind"] == nil
  }
}
