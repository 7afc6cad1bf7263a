import Diagnostics
import Foundation
import Manifests
import NetTypes
import PolicyEvaluator
import Resources
import Testing

/// A file of `Cases`: what it shows, manifests, and flows with their verdicts; see `Cases/README.md`.
struct KnownAnswer: CustomTestStringConvertible {
  let file: String
  let sentence: String
  let view: PolicyView
  /// Starts with the town's manifests unless the case stands alone.
  let manifests: String
  /// `FLOW => VERDICT`.
  let flows: [String]
  /// The problems that are expected instead of, or beside, verdicts.
  let problems: [String]

  var testDescription: String { "\(file): \(sentence)" }

  init(file: String, text: String, town: String) {
    self.file = file
    var sections: [String: [Substring]] = [:]
    var (name, header) = ("", "")
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("=== ") {
        (name, header) = (String(line.dropFirst(4).prefix { $0 != " " }), header + line + "\n")
      } else {
        sections[name, default: []].append(line)
      }
    }
    sentence = (sections[""] ?? []).joined(separator: " ").trimmingCharacters(in: .whitespaces)
    view = header.contains("pending") ? .pending : header.contains("preview") ? .preview : .enforced
    let own = (sections["manifests"] ?? []).joined(separator: "\n")
    manifests = header.contains("alone") ? own : town + "\n---\n" + own
    flows = (sections["flows"] ?? []).map(String.init).filter { !$0.isEmpty && !$0.hasPrefix("#") }
    problems = (sections["problems"] ?? []).map(String.init).filter { !$0.isEmpty }
  }
}

@Suite("Known answers")
struct CaseTests {
  static let cases: [KnownAnswer] = {
    guard let folder = Bundle.module.resourceURL?.appending(path: "Cases"),
      let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path),
      let town = try? String(contentsOf: folder.appending(path: "town.yaml"), encoding: .utf8)
    else { return [] }
    return names.filter { $0.hasSuffix(".case") }.sorted().compactMap { name in
      (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)).map { KnownAnswer(file: name, text: $0, town: town) }
    }
  }()

  @Test("each case has the verdicts that it says", arguments: cases)
  func verdicts(_ known: KnownAnswer) throws {
    let loaded = PolicyManifests.load(text: known.manifests, file: known.file)
    let problems = loaded.problems.map { "\($0.severity.rawValue): \($0.message)\($0.mend.map { "; \($0)" } ?? "")" }
    #expect(problems == known.problems)
    guard !known.flows.isEmpty else { return }
    let compiled = try CompiledPolicies(try #require(loaded.model), view: known.view)
    for line in known.flows {
      let parts = line.components(separatedBy: "=>").map { $0.trimmingCharacters(in: .whitespaces) }
      let (flow, expected) = (try Self.flow(parts[0]), parts[1])
      let verdict = try compiled.verdict(of: flow)
      #expect(Town.text(verdict) == expected || verdict.verdict.rawValue == expected, "\(line): \(Town.text(verdict))")
      let explained = try compiled.verdict(of: flow, tracing: true)
      #expect(Town.text(explained) == Town.text(verdict), "explained: \(line)")
    }
  }

  @Test("there is a case for each paragraph of the semantics, and enough of them")
  func table() {
    let paragraphs =
      (1...7).map { "F\($0)" } + (1...11).map { "A\($0)" } + (1...15).map { "B\($0)" } + (1...4).map { "C\($0)" } + (1...9).map { "D\($0)" }
      + (1...3).map { "E\($0)" } + ["Q1", "Q2"]
    for paragraph in paragraphs {
      #expect(Self.cases.contains { $0.file.hasPrefix("\(paragraph)-") }, "no case for \(paragraph)")
    }
    #expect(Self.cases.count >= 150)
  }

  /// A flow as in ``Town/flow(_:)``, and `GET /path` at its end.
  private static func flow(_ text: String) throws -> Flow {
    let parts = text.components(separatedBy: " http ")
    var flow = try Town.flow(parts[0])
    if parts.count > 1 {
      let request = parts[1].components(separatedBy: " ")
      flow.http = HTTPRequest(method: request[0], path: request[1])
    }
    return flow
  }
}
