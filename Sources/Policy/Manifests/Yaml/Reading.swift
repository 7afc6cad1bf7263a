import Diagnostics

/// One reading of a config file and all that it names: the files, and the problems found in them.
///
/// A reference type, because every part that reads a value may have something to say about it; it lives as long as one call.
final class Reading {
  /// How files are reached.
  let files: FileAccess
  /// What was found, in any order.
  private(set) var problems: [Problem] = []
  /// Files and folders that were looked at.
  private(set) var watchedPaths: [String] = []
  /// The manifests among them, in the order of reading.
  var manifestPaths: [String] = []
  private var fileOrder: [String: Int] = [:]

  init(files: FileAccess) { self.files = files }

  /// Adds a problem.
  func add(_ problem: Problem) { problems.append(problem) }

  /// Adds an error that concerns a place.
  func error(at place: SourcePlace?, _ message: String, mend: String? = nil, line: String? = nil) {
    add(Problem(.error, at: place, message, mend: mend, sourceLine: line))
  }

  /// Remembers that a change of this file or folder matters.
  func watch(_ path: String) {
    if !watchedPaths.contains(path) { watchedPaths.append(path) }
  }

  /// Remembers the order of files for the report.
  func register(file: String) {
    if fileOrder[file] == nil { fileOrder[file] = fileOrder.count }
  }

  /// Every problem once, by file in the order of reading, then by place; what has no place comes first.
  var orderedProblems: [Problem] {
    func key(_ problem: Problem, _ index: Int) -> [Int] {
      guard let place = problem.place else { return [-1, 0, 0, index] }
      return [fileOrder[place.file] ?? .max, place.line, place.column, index]
    }
    var seen: Set<Problem> = []
    return problems.enumerated()
      .sorted { key($0.element, $0.offset).lexicographicallyPrecedes(key($1.element, $1.offset)) }
      .map(\.element)
      .filter { seen.insert($0).inserted }
  }
}
