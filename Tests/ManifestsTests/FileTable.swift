import Diagnostics
import Manifests

/// Files and an environment without a disk.
struct FileTable {
  /// Contents by path.
  var contents: [String: String] = [:]
  /// The environment.
  var variables: [String: String] = [:]

  /// The table as the reader sees it: a folder is whatever a path begins with.
  var access: FileAccess {
    let contents = self.contents
    let variables = self.variables
    return FileAccess(
      read: { path throws(FileFailure) in
        guard let text = contents[path] else { throw FileFailure(reason: "No such file or directory") }
        return Array(text.utf8)
      },
      list: { folder in
        let prefix = folder == "." ? "" : folder + "/"
        let inside = contents.keys.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }
        let names = Set(inside.compactMap { $0.split(separator: "/").first.map(String.init) })
        return inside.isEmpty ? nil : names.sorted()
      },
      environment: { variables[$0] }, hostName: { "this-host" })
  }

  /// Loads `apus.yaml` of the table.
  func load() -> LoadedConfiguration { ConfigurationFile.load("apus.yaml", files: access) }

  /// Loads a config file that names nothing.
  static func load(_ text: String) -> LoadedConfiguration { FileTable(contents: ["apus.yaml": text]).load() }
}
