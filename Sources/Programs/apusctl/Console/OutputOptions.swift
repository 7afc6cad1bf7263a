import ArgumentParser
import ControlAPI
import Rendering

/// How a command shows its answer.
struct OutputOptions: ParsableArguments {
  /// The forms.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case wide
    case json
    case yaml
  }

  @Option(name: .shortAndLong, help: "How the answer is shown.")
  var output: Format = .table

  @Flag(name: .customLong("no-headers"), help: "Leave the titles of tables out.")
  var noHeaders = false

  var tableOptions: Table.Options {
    Table.Options(isWide: output == .wide, hasHeaders: !noHeaders, palette: Console.current.palette)
  }

  /// Shows a value in the form that was asked for.
  func show(_ value: some Encodable, table: (Table.Options) -> String) throws {
    switch output {
    case .table, .wide: Console.current.write(table(tableOptions))
    case .json: Console.current.write(JSONText.pretty(try JSONValue(encoding: value)) + "\n")
    case .yaml: Console.current.write(YAMLText.render(try JSONValue(encoding: value)))
    }
  }

  /// Shows one of many values as they come: a JSON object a line, a YAML document each.
  func showOne(_ value: some Encodable, line: () -> String) throws {
    switch output {
    case .table, .wide: Console.current.write(line())
    case .json: Console.current.write(JSONText.line(try JSONValue(encoding: value)) + "\n")
    case .yaml: Console.current.write("---\n" + YAMLText.render(try JSONValue(encoding: value)))
    }
  }
}
