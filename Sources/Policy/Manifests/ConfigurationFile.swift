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
    return LoadedConfiguration(
      configuration: isUsable ? configuration : nil, problems: problems, watchedPaths: reading.watchedPaths,
      manifestPaths: reading.manifestPaths)
  }

  /// Reads the file and everything that it names, and what a store adds to it.
  ///
  /// What the store adds never makes a good file bad: a document that contradicts the file, or another document, is left out, and its
  /// problems become warnings. A file that is bad without the store stays so, since it has to name the store first.
  public static func load(_ path: String, stored: [StoredDocument], files: FileAccess = .machine) -> LoadedConfiguration {
    let plain = load(path, files: files)
    if plain.configuration == nil || stored.isEmpty { return plain }
    var kept = stored
    var leftOut: [Problem] = []
    while true {
      let reading = Reading(files: files)
      let configuration = configuration(path, reading, stored: kept)
      let problems = reading.orderedProblems
      let titles = Set(problems.filter { $0.severity == .error }.compactMap { $0.place?.file })
      let refused = Set(kept.map(\.title)).intersection(titles)
      if refused.isEmpty {
        // An error elsewhere that is not there without the store: none of it can be used.
        let isUsable = !problems.contains { $0.severity == .error }
        if !isUsable { kept = [] }
        var loaded = plain
        if isUsable { loaded.configuration = configuration }
        loaded.problems = (isUsable ? problems : plain.problems + problems.map(Self.asWarning)) + leftOut
        loaded.leftOut = stored.map(\.title).filter { title in !kept.contains { $0.title == title } }
        return loaded
      }
      kept.removeAll { refused.contains($0.title) }
      leftOut += problems.filter { $0.severity == .error && refused.contains($0.place?.file ?? "") }.map(Self.asWarning)
    }
  }

  private static func asWarning(_ problem: Problem) -> Problem {
    var problem = problem
    problem.severity = .warning
    problem.message += "; it is left out"
    return problem
  }

  private static func configuration(_ path: String, _ reading: Reading, stored: [StoredDocument] = []) -> NodeConfiguration? {
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
    for documents in reading.manifestFiles(file.manifests) {
      manifests.add(documents)
      reading.manifestPaths.append(documents.source.file)
    }
    for document in stored { manifests.add(YAMLDocuments(file: document.title, text: document.json, reading: reading)) }
    return ConfigurationAssembly(file: file, manifests: manifests, reading: reading).assembled()
  }
}
