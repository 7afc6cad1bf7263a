import Diagnostics

extension Reading {
  /// Reads and parses a file; nil after saying why it could not be read.
  func documents(of path: String, namedAt value: FieldValue?) -> YAMLDocuments? {
    register(file: path)
    do throws(FileFailure) {
      let bytes = try files.read(path)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        error(at: SourcePlace(file: path, line: 1, column: 1), "not a text in UTF-8", mend: "save the file as UTF-8")
        return nil
      }
      return YAMLDocuments(file: path, text: text, reading: self)
    } catch {
      if let value {
        value.error("cannot read \(path): \(error.reason)", mend: "correct the path, or remove it")
      } else {
        self.error(at: nil, "cannot read \(path): \(error.reason)", mend: "check the path given on the command line")
      }
      return nil
    }
  }

  /// Every file that the items of `manifests:` stand for, each once.
  func manifestFiles(_ items: [Placed<String>]) -> [YAMLDocuments] {
    var seen: Set<String> = []
    var all: [YAMLDocuments] = []
    for (item, path) in items.map({ ($0.field, FilePattern.join($0.field.folder, $0.value)) }) {
      let expansion = FilePattern(path: path).expand(files)
      for folder in expansion?.folders ?? [] { watch(folder) }
      if let expansion, expansion.files.isEmpty {
        item.warning("no manifest matches \(path)", mend: "a folder gives its *.yaml, *.yml and *.json files")
      }
      for file in expansion?.files ?? [path] where seen.insert(file).inserted {
        watch(file)
        if let documents = documents(of: file, namedAt: item) { all.append(documents) }
      }
    }
    return all
  }
}
