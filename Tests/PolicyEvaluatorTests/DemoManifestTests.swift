import Diagnostics
import Foundation
import Manifests
import PolicyEvaluator
import Resources
import Testing

/// A file of `Conf/demos`: the workloads of a demo, and who connects to whom after each manifest.
struct DemoPlay: Decodable {
  struct Workload: Decodable {
    let name: String
    let node: String
    let addresses: [String]
    let labels: [String: String]
    let ports: [String]
  }

  struct Outside: Decodable {
    let name: String
    let addresses: [String]
  }

  struct Flows: Decodable {
    let from: String
    /// `WORKLOAD tcp/80`
    let to: [String]
  }

  struct Step: Decodable {
    let manifest: String
    /// For each line of flows `.` connects and `X` does not.
    let connects: [String]
  }

  let workloads: [Workload]
  let outside: [Outside]?
  let flows: [Flows]
  let steps: [Step]

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Conf/demos").standardized

  init(named name: String) throws {
    self = try JSONDecoder().decode(DemoPlay.self, from: Data(contentsOf: Self.folder.appending(path: "\(name).json")))
  }

  /// The flows of a line by target, one of each family, as `ADDRESS > ADDRESS tcp/80`.
  func texts(_ flows: Flows) -> [[String]] {
    let addresses = Dictionary(
      uniqueKeysWithValues: workloads.map { ($0.name, $0.addresses) } + (outside ?? []).map { ($0.name, $0.addresses) })
    return flows.to.map { target in
      let words = target.split(separator: " ").map(String.init)
      return zip(addresses[flows.from] ?? [], addresses[words[0]] ?? []).map { "\($0) > \($1) \(words[1])" }
    }
  }
}

@Suite("Manifests of the demos")
struct DemoManifestTests {
  /// Section E of the semantics, with each replica of nginx for itself and a pod of another namespace beside those of the simple demo.
  static let tables: [String: [String]] = [
    "stars": ["... ... ... ...", "XXX .XX .XX .XX", "... .XX .XX .XX", "... ..X .XX .XX", "... ..X .XX ..X"],
    "simple": [".. .. ..", "XX XX XX", ".. XX XX"],
    "advanced": ["....", "XX..", "....", "XXXX", "XX.X", "...X"],
  ]

  /// What steps leave in force: an object that is applied again replaces the one of that name. There is nothing wrong in it.
  private static func model(_ demo: String, _ steps: some Sequence<DemoPlay.Step>) throws -> PolicyModel {
    var objects: [String: String] = [:]
    for step in steps {
      let text = try String(contentsOf: DemoPlay.folder.appending(path: "\(demo)/\(step.manifest)"), encoding: .utf8)
      for document in text.components(separatedBy: "\n---\n") { objects[identity(of: document)] = document }
    }
    let loaded = PolicyManifests.load(text: objects.values.sorted().joined(separator: "\n---\n"), file: demo)
    #expect(loaded.problems.map(\.message) == [])
    return try #require(loaded.model)
  }

  /// Kind, name and namespace, as a document of ours has them.
  private static func identity(of document: String) -> String {
    ["kind", "metadata: { name", "namespace"].map { field in
      document.components(separatedBy: "\(field): ").dropFirst().first?.prefix { $0.isLetter || $0.isNumber || $0 == "-" } ?? ""
    }.joined(separator: "/")
  }

  private static func connects(_ play: DemoPlay, _ model: PolicyModel) throws -> [String] {
    let compiled = try CompiledPolicies(model)
    return try play.flows.map { line in
      try play.texts(line).map { flows in
        let verdicts = try Set(flows.map { try compiled.verdict(of: Town.flow($0)).verdict })
        return verdicts == [.allow] ? "." : verdicts == [.deny] ? "X" : "?"
      }.joined()
    }
  }

  @Test("after each step the evaluator connects whom the demo's table connects", arguments: tables.keys.sorted())
  func steps(demo: String) throws {
    let play = try DemoPlay(named: demo)
    #expect(play.steps.map { $0.connects.joined(separator: " ") } == Self.tables[demo])
    for count in 1...play.steps.count {
      let step = play.steps[count - 1]
      let found = try Self.connects(play, Self.model(demo, play.steps.prefix(count)))
      #expect(found == step.connects, "\(demo) after \(step.manifest)")
    }
  }

  @Test("every manifest of a demo is one of its steps", arguments: tables.keys.sorted())
  func complete(demo: String) throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: DemoPlay.folder.appending(path: demo).path()).sorted()
    #expect(try DemoPlay(named: demo).steps.map(\.manifest) == files)
  }

  @Test("the workloads that a demo starts are the pods of its manifests", arguments: tables.keys.sorted())
  func workloads(demo: String) throws {
    let play = try DemoPlay(named: demo)
    let pods = try Self.model(demo, play.steps.prefix(1)).workloads
    #expect(pods.count == play.workloads.count)
    for workload in play.workloads {
      let pod = try #require(pods.first { $0.qualifiedName == workload.name }, "\(workload.name)")
      #expect(pod.addresses.map(\.description) == workload.addresses && pod.node == workload.node && pod.podLabels == workload.labels)
      #expect(pod.ports.map { "\($0.ipProtocol == IPProtocol.udp ? "udp" : "tcp")/\($0.port)" } == workload.ports, "\(workload.name)")
    }
  }
}
