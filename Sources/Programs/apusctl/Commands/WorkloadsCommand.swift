import ArgumentParser
import ControlAPI
import Rendering

/// `apusctl workloads`
struct WorkloadsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workloads", abstract: "The node's workloads, and whether they are advertised.")

  @Option(name: .shortAndLong, help: "Only this namespace.")
  var namespace: String?
  @Flag(name: [.customShort("A"), .customLong("all-namespaces")], help: "All namespaces; the default.")
  var allNamespaces = false
  @Option(
    name: [.customShort("l"), .customLong("selector")],
    help: "Only workloads with these labels: key=value, key!=value, key, !key, with commas.")
  var selector: LabelTerms?
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let all = try await connection.client.get([WorkloadEntry].self, ControlPath.workloads)
    let shown = all.filter { workload in
      (allNamespaces || namespace == nil || workload.namespace == namespace) && (selector?.matches(workload.labels) ?? true)
    }
    try output.show(shown) { WorkloadView.render(shown, options: $0) }
  }
}

/// The label terms of kubectl: all of them have to hold.
struct LabelTerms: ExpressibleByArgument, Equatable {
  enum Term: Equatable {
    case equals(String, String)
    case differs(String, String)
    case has(String)
    case lacks(String)
  }

  let terms: [Term]

  init?(argument: String) {
    var terms: [Term] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let term = Self.term(part.trimming(" ")) else { return nil }
      terms.append(term)
    }
    self.terms = terms
  }

  func matches(_ labels: [String: String]) -> Bool {
    terms.allSatisfy { term in
      switch term {
      case .equals(let key, let value): labels[key] == value
      case .differs(let key, let value): labels[key] != value
      case .has(let key): labels[key] != nil
      case .lacks(let key): labels[key] == nil
      }
    }
  }

  private static func term(_ text: Substring) -> Term? {
    if text.hasPrefix("!") { return isKey(text.dropFirst()) ? .lacks(String(text.dropFirst())) : nil }
    guard let sign = text.firstIndex(where: { $0 == "=" || $0 == "!" }) else { return isKey(text) ? .has(String(text)) : nil }
    let key = text[..<sign].trimming(" ")
    let rest = text[sign...]
    guard isKey(key), let length = ["==", "!=", "="].first(where: rest.hasPrefix)?.count else { return nil }
    let value = String(rest.dropFirst(length).trimming(" "))
    return rest.hasPrefix("!") ? .differs(String(key), value) : .equals(String(key), value)
  }

  private static func isKey(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber || "-_./".contains($0) }
  }
}

extension Substring {
  fileprivate func trimming(_ character: Character) -> Substring {
    var text = drop { $0 == character }
    while text.last == character { text.removeLast() }
    return text
  }
}
