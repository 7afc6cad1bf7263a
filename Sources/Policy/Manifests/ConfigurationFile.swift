import Diagnostics
import Resources

/// The node's config file.
public enum ConfigurationFile {
  /// Reads the file and everything that it names, and finds every problem at once.
  public static func load(_ path: String, files: FileAccess = .machine) -> LoadedConfiguration {
    let reading = Reading(files: files)
    let configuration = configuration(path, reading)
    let problems = reading.orderedProblems
    let isUsable = !problems.contains { $0.severity == .error }
    return LoadedConfiguration(configuration: isUsable ? configuration : nil, problems: problems, watchedPaths: reading.watchedPaths)
  }

  private static func configuration(_ path: String, _ reading: Reading) -> NodeConfiguration? {
    reading.watch(path)
    guard let documents = reading.documents(of: path, namedAt: nil) else { return nil }
    guard let root = documents.roots.first else {
      if reading.problems.isEmpty {
        reading.error(
          at: SourcePlace(file: path, line: 1, column: 1), "the file is empty", mend: "add at least bgp: { asNumber, routerID }")
      }
      return nil
    }
    if documents.roots.count > 1 {
      reading.error(
        at: documents.source.place(of: documents.roots[1]), "a config file is one YAML document, found \(documents.roots.count)",
        mend: "put manifests into files of their own and name them under manifests:")
    }
    let document = FieldValue(name: "", node: root, source: documents.source, reading: reading)
    guard let file = NodeFile(document) else { return nil }
    var manifests = ManifestSet(reading: reading)
    for documents in reading.manifestFiles(file.manifests) { manifests.add(documents) }
    return ConfigurationAssembly(file: file, manifests: manifests, reading: reading).assembled()
  }
}
