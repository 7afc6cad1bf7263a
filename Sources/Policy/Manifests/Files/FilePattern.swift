import Glibc

/// What an item of `manifests:` stands for: a file, a folder, or a pattern with `*`, `?` or `[…]` in any part.
struct FilePattern {
  /// The path, already relative to nothing but the working directory.
  let path: String

  /// Whether the item is a pattern.
  var isPattern: Bool { path.contains { "*?[".contains($0) } }

  /// The files in order, and the folders whose content decides which they are; nil when a plain file is meant.
  func expand(_ files: FileAccess) -> (files: [String], folders: [String])? {
    if !isPattern {
      guard let names = files.list(path) else { return nil }
      let manifests = names.filter { name in
        !name.hasPrefix(".") && [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
      }
      return (manifests.map { Self.join(path, $0) }, [path])
    }
    var found = [path.hasPrefix("/") ? "/" : ""]
    var folders: [String] = []
    for part in path.split(separator: "/") {
      let part = String(part)
      guard part.contains(where: { "*?[".contains($0) }) else {
        found = found.map { Self.join($0, part) }
        continue
      }
      folders += found.map { $0.isEmpty ? "." : $0 }
      found = found.flatMap { folder in
        (files.list(folder.isEmpty ? "." : folder) ?? []).filter { fnmatch(part, $0, FNM_PERIOD) == 0 }.map { Self.join(folder, $0) }
      }
    }
    return (found.filter { files.list($0) == nil }, folders)
  }

  /// A path inside a folder; an absolute one stays as it is.
  static func join(_ folder: String, _ path: String) -> String {
    if path.hasPrefix("/") || folder.isEmpty { return path }
    return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
  }

  /// The folder of a file; empty for the working directory.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
