import ControlAPI
import Rendering

/// Shows routes as they come, in any form, without holding them all.
struct RouteWriter {
  private static let pageSize = 500
  private let output: OutputOptions
  private var view: RouteView
  private var page: [RouteEntry] = []
  /// How many routes came.
  private(set) var count = 0

  init(output: OutputOptions) {
    self.output = output
    view = RouteView(options: output.tableOptions)
  }

  mutating func add(_ route: RouteEntry) throws {
    switch output.output {
    case .json: Console.current.write("\(count == 0 ? "[\n" : ",\n")  \(JSONText.pretty(try JSONValue(encoding: route), depth: 1))")
    case .yaml: Console.current.write(YAMLText.render(.array([try JSONValue(encoding: route)])))
    case .table, .wide:
      page.append(route)
      if page.count == Self.pageSize { flush() }
    }
    count += 1
  }

  mutating func finish() throws {
    switch output.output {
    case .json: Console.current.write(count == 0 ? "[]\n" : "\n]\n")
    case .yaml: if count == 0 { Console.current.write("[]\n") }
    case .table, .wide: if !page.isEmpty { flush() }
    }
  }

  private mutating func flush() {
    Console.current.write(view.page(page))
    page.removeAll(keepingCapacity: true)
  }
}
