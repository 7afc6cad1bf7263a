import Foundation
import Testing

@testable import apusctl

/// The lines of CONTRACT's `selector`.
@Suite("apusctl selector")
struct SelectorCommandTests {
  /// Runs the body with a file of this content.
  private func withFile(_ text: String, _ body: (String) async throws -> Void) async throws {
    let path = FileManager.default.temporaryDirectory.path + "/apus-selector-\(UUID().uuidString).json"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await body(path)
  }

  private func objects(_ result: CommandResult) throws -> [NSDictionary] {
    try result.output.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? NSDictionary)
    }
  }

  @Test("a valid expression has its canonical form and a truth value for each set of labels")
  func valid() async throws {
    try await withFile(#"[{"role":"db"},{},{"role":"web","x":"y"}]"#) { file in
      let result = await CommandResult.of(["selector", "--labels", file, "-o", "json", "role in {'web','db', 'web'}"])
      let lines = try objects(result)
      #expect(result.status == .ok)
      #expect(lines == [["valid": true, "canonical": #"role in {"db", "web"}"#, "match": [true, false, true]]])
      let table = await CommandResult.of(["selector", "--labels", file, "role == 'db'"])
      #expect(table.output == "role == \"db\"\n  yes {\"role\":\"db\"}\n  no  {}\n  no  {\"role\":\"web\",\"x\":\"y\"}\n")
    }
  }

  @Test("without labels there is nothing to match, and the empty expression is all()")
  func withoutLabels() async throws {
    let result = await CommandResult.of(["selector", "-o", "json", ""])
    let lines = try objects(result)
    #expect(lines == [["valid": true, "canonical": "all()", "match": [Bool]()]])
  }

  @Test("an invalid expression says what is wrong, where and how to mend it, and exits 3")
  func invalid() async throws {
    let json = await CommandResult.of(["selector", "-o", "json", "role = 'db'"])
    let problem = "expected ==, !=, in, not in, contains, starts with or ends with, found \"=\" at character 6; write == to compare"
    #expect(json.status == .invalid)
    let lines = try objects(json)
    #expect(lines == [["valid": false, "problem": problem]])
    let table = await CommandResult.of(["selector", "role = 'db'"])
    #expect(table.status == .invalid && table.output.isEmpty)
    #expect(table.errors == "selector:1:6: error: \(problem)\n    1 | role = 'db'\n      |      ^\n")
  }

  @Test("standard input has a JSON string a line, and each has its line in the answer")
  func lines() async throws {
    let input = "\"has(a)\"\n\n\"a == \\\"b\\\"\"\nhas(a)\n\"has(\"\n\"a\\n\"\r\n"
    let result = await CommandResult.of(["selector", "-o", "json", "-"], input: input)
    #expect(result.status == .invalid)
    #expect(try objects(result).map { $0["valid"] as? Bool } == [true, true, false, false, false])
    #expect(try objects(result).map { $0["canonical"] as? String } == ["has(a)", "a == \"b\"", nil, nil, nil])
    let valid = await CommandResult.of(["selector", "-"], input: "\"has(a)\"\n\"!has(a)\"")
    #expect(valid.status == .ok && valid.output == "has(a)\n!has(a)\n")
  }

  @Test("labels that are no array of objects exit 3, and so does a file that cannot be read", arguments: ["{}", "[1]", "[{\"a\":1}]", ""])
  func wrongLabels(text: String) async throws {
    try await withFile(text) { file in
      let result = await CommandResult.of(["selector", "--labels", file, "all()"])
      #expect(result.status == .invalid && result.output.isEmpty && result.errors.contains("JSON array"))
    }
    #expect(await CommandResult.of(["selector", "--labels", "/no/such/file", "all()"]).status == .invalid)
  }

  @Test("without an expression the command line makes no sense")
  func usage() async { #expect(await CommandResult.of(["selector"]).status == .usage) }
}
