import ArgumentParser
import Diagnostics
import Foundation
import Selectors

/// `apusctl selector`
struct SelectorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selector", abstract: "Whether a selector is valid, its canonical form, and which labels it matches, without a daemon.",
    discussion: """
      With - expressions are JSON strings on standard input, one a line; with -o json there is one line for each of them.
      Exits 3 when an expression is invalid. What it matches makes no difference to the exit code.
      """)

  @Option(help: "A JSON array of objects with labels, to match the expression against.", completion: .file(extensions: ["json"]))
  var labels: String?
  @OptionGroup var output: OutputOptions
  @Argument(help: "An expression, or - for standard input.")
  var expression: String

  func run() throws {
    let sets = try labels.map(Self.labelSets(in:)) ?? []
    var isInvalid = false
    for (line, text) in try expressions() {
      let answer = SelectorAnswer(text, line: line, labels: sets)
      isInvalid = isInvalid || !answer.valid
      try show(answer, sets)
    }
    if isInvalid { throw CommandFailure(.invalid) }
  }

  /// The expressions with their lines; nil is a line that is no JSON string.
  private func expressions() throws -> [(line: Int, text: String?)] {
    if expression != "-" { return [(1, expression)] }
    let lines = try Console.current.readInput().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return lines.enumerated().compactMap { index, bytes in
      let blank: [UInt8] = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")]
      if bytes.allSatisfy(blank.contains) { return nil }
      return (index + 1, try? JSONDecoder().decode(String.self, from: Data(bytes)))
    }
  }

  private func show(_ answer: SelectorAnswer, _ sets: [[String: String]]) throws {
    switch output.output {
    case .table, .wide:
      if let report = answer.report { Console.current.writeError("\(report.rendered)\n") }
      if let table = answer.table(sets) { Console.current.write(table) }
    case .json, .yaml: try output.showOne(answer) { "" }
    }
  }

  private static func labelSets(in file: String) throws -> [[String: String]] {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw CommandFailure(.invalid, "cannot read \(file): \(String(cString: strerror(errno)))", mend: "name a file with a JSON array")
    }
    do {
      return try JSONDecoder().decode([[String: String]].self, from: data)
    } catch {
      throw CommandFailure(
        .invalid, "\(file): expected a JSON array of objects whose values are texts", mend: "for example [{\"role\": \"db\"}, {}]")
    }
  }
}
