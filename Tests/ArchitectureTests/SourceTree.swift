import Foundation

/// A Swift file of the repository.
struct SourceFile: Sendable {
  /// The path from the top of the repository.
  let path: String
  /// The text.
  let text: String

  /// The lines, without their ends.
  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// The modules that it imports, with the line number from 1; submodules and declaration kinds are cut off.
  var imports: [(module: String, line: Int)] {
    lines.enumerated().compactMap { index, line in
      var words = line.split(separator: " ").map(String.init)
      let prefixes: Set<String> = ["public", "package", "internal", "private", "fileprivate"]
      while let first = words.first, first.hasPrefix("@") || prefixes.contains(first) { words.removeFirst() }
      guard words.first == "import", words.count > 1 else { return nil }
      let kinds: Set<String> = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
      let name = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
      return (String(name.prefix { $0 != "." && $0 != ";" }), index + 1)
    }
  }
}

/// The repository on disk.
enum SourceTree {
  /// The top of the repository, from this file's place in it.
  static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Every Swift file under a folder, in order of their paths; empty when there is no such folder.
  static func files(under folder: String) throws -> [SourceFile] {
    let root = top.appendingPathComponent(folder).resolvingSymlinksInPath()
    guard FileManager.default.fileExists(atPath: root.path) else { return [] }
    return try FileManager.default.subpathsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".swift") }.sorted().map { name in
      SourceFile(path: folder + "/" + name, text: try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8))
    }
  }

  /// The names in a folder.
  static func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: top.appendingPathComponent(folder).path).sorted()
  }
}
