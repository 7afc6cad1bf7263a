import ArgumentParser
import ControlAPI
import Diagnostics
import Foundation
import Manifests
import PolicyEvaluator
import Rendering

/// `apusctl evaluate`
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "What policies of manifests say of flows, without a daemon.",
    discussion: """
      Each line of the file of flows is a JSON object: {"src","dst","proto","dport","sport","icmpType","icmpCode","ipVersion","http"}.
      src and dst are ns/pod, hep:NAME, node:NAME or an address. Each is answered by one line, in order.
      Invalid manifests: every problem on standard error, exit code 3, nothing evaluated. A line that is no flow has its problem both in
      its line of the answer and on standard error; the exit code is 3 then.
      """)

  /// How answers are shown.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case json
    case table
  }

  @Option(
    name: [.customShort("f"), .long], parsing: .upToNextOption, help: "Manifests, and folders of manifests.",
    completion: .file(extensions: ["yaml", "yml", "json"]))
  var files: [String]
  @Option(help: "Flows, a JSON object a line; - for standard input.", completion: .file())
  var flows: String
  @Option(name: .shortAndLong, help: "How each answer is shown, on a line of its own.")
  var output: Format = .json
  @Flag(help: "Evaluate staged policies too, each at its place in the order.")
  var pending = false

  func run() throws {
    let policies = try compiled()
    let source = flows == "-" ? "standard input" : flows
    var isInvalid = false
    let lines = try content().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      if line.allSatisfy({ [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")].contains($0) }) { continue }
      do throws(FlowLine.Fault) {
        try show(try Self.judge(FlowLine(line), policies))
      } catch {
        isInvalid = true
        let place = SourcePlace(file: source, line: index + 1, column: 1)
        Console.current.writeError("\(Problem(at: place, error.message, mend: error.mend).rendered)\n")
        if output == .json { Console.current.write("{\"line\":\(index + 1),\"problem\":\(JSONText.quote(error.message))}\n") }
      }
    }
    if isInvalid { throw CommandFailure(.invalid) }
  }

  private func compiled() throws -> CompiledPolicies {
    let loaded = PolicyManifests.load(files)
    if !loaded.problems.isEmpty { Console.current.writeError("\(Self.report(loaded.problems))\n") }
    guard let model = loaded.model else { throw CommandFailure(.invalid) }
    do throws(CompilationFaults) {
      return try CompiledPolicies(model, view: pending ? .pending : .enforced)
    } catch {
      throw CommandFailure(.invalid, error.faults.map(\.description).joined(separator: "\n"))
    }
  }

  /// Every problem, and what became of it.
  private static func report(_ problems: [Problem]) -> String {
    let report = ProblemReport(problems).description
    return report.hasSuffix("nothing was applied") ? report.dropLast("applied".count) + "evaluated" : report
  }

  private func content() throws -> [UInt8] {
    if flows == "-" { return try Console.current.readInput() }
    guard let data = FileManager.default.contents(atPath: flows) else {
      throw CommandFailure(
        .invalid, "cannot read \(flows): \(String(cString: strerror(errno)))", mend: "name a file with a JSON object a line")
    }
    return Array(data)
  }

  private static func judge(_ line: FlowLine, _ policies: CompiledPolicies) throws(FlowLine.Fault) -> FlowReport {
    do throws(FlowFault) {
      return FlowReport(try policies.verdict(of: line.flow, tracing: true))
    } catch {
      throw error.problem
    }
  }

  private func show(_ report: FlowReport) throws(FlowLine.Fault) {
    switch output {
    case .json:
      guard let value = try? JSONValue(encoding: report) else { throw FlowLine.Fault(message: "the answer cannot be written as JSON") }
      Console.current.write(JSONText.line(value) + "\n")
    case .table:
      let (egress, ingress) = (report.egress, report.ingress)
      Console.current.write("\(report.verdict)  egress \(egress.verdict) by \(egress.by), ingress \(ingress.verdict) by \(ingress.by)\n")
    }
  }
}
