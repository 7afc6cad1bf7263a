import Foundation
import Testing

@testable import apusctl

/// CONTRACT's `evaluate`, over files.
@Suite("apusctl evaluate")
struct EvaluateTests {
  private static let manifests = """
    { apiVersion: v1, kind: Pod, metadata: { name: f, namespace: stars, labels: { role: front } }, status: { podIP: 10.0.0.1 } }
    ---
    { apiVersion: v1, kind: Pod, metadata: { name: b, namespace: stars, labels: { role: back } }, status: { podIP: 10.0.0.2 } }
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: back, namespace: stars }
    spec: { podSelector: { matchLabels: { role: back } }, ingress: [ { from: [ { podSelector: {} } ], ports: [ { port: 6379 } ] } ] }
    ---
    apiVersion: projectcalico.org/v3
    kind: StagedNetworkPolicy
    metadata: { name: closed, namespace: stars }
    spec: { order: 1, ingress: [ { action: Deny } ] }
    """

  /// Runs the body with a folder of these files.
  private func withFolder(_ files: [String: String], _ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/apus-evaluate-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)")) }
    try await body(folder)
  }

  private func objects(_ result: CommandResult) throws -> [NSDictionary] {
    try result.output.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? NSDictionary)
    }
  }

  private func side(_ object: NSDictionary?, _ name: String) -> String {
    let side = object?[name] as? NSDictionary
    return "\(side?["verdict"] ?? "") \(side?["by"] ?? "")"
  }

  @Test("each flow has a line with both sides, what decided and the trace, in order")
  func verdicts() async throws {
    let flows = """
      {"src":"stars/f","dst":"stars/b","dport":6379}

      {"src":"8.8.8.8","dst":"10.0.0.2","proto":"icmp"}
      {"src":"stars/b","dst":"stars/b","proto":17,"dport":53,"sport":1024,"ipVersion":4,"icmpType":null}
      """
    try await withFolder(["m.yaml": Self.manifests]) { folder in
      let result = await CommandResult.of(["evaluate", "-f", folder, "--flows", "-", "-o", "json"], input: flows)
      #expect(result.status == .ok && result.errors == "")
      let lines = try objects(result)
      #expect(lines.map { $0["verdict"] as? String } == ["allow", "deny", "allow"])
      #expect(lines.map { side($0, "egress") } == ["allow profile:kns.stars", "allow not-managed", "allow self"])
      #expect(lines.map { side($0, "ingress") } == ["allow NetworkPolicy stars/back[0]", "deny tier:default", "allow self"])
      let trace = (lines[1]["ingress"] as? NSDictionary)?["trace"] as? [String]
      #expect(
        trace == [
          "tier default", "NetworkPolicy stars/back selects the endpoint", "NetworkPolicy stars/back[0] does not match: protocol",
          "end of tier default: deny",
        ])
    }
  }

  @Test("--pending counts staged policies; a table has a line a flow")
  func pending() async throws {
    let flow = #"{"src":"stars/f","dst":"stars/b","dport":6379}"#
    try await withFolder(["m.yaml": Self.manifests, "flows.jsonl": flow]) { folder in
      let arguments = ["evaluate", "-f", "\(folder)/m.yaml", "--flows", "\(folder)/flows.jsonl", "-o", "table"]
      let enforced = await CommandResult.of(arguments)
      #expect(enforced.output == "allow  egress allow by profile:kns.stars, ingress allow by NetworkPolicy stars/back[0]\n")
      let pending = await CommandResult.of(arguments + ["--pending"])
      #expect(pending.output == "deny  egress allow by profile:kns.stars, ingress deny by StagedNetworkPolicy stars/closed[0]\n")
    }
  }

  @Test("invalid manifests: every problem of every file, exit code 3, nothing evaluated")
  func invalidManifests() async throws {
    let first = "apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: { name: p }\nspec: { tier: none, selector: a = 'b' }\n"
    let second = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p }\nspec: { ingress: [ { form: [] } ] }\n"
    try await withFolder(["a.yaml": first, "b.yaml": second]) { folder in
      let arguments = ["evaluate", "-f", "\(folder)/a.yaml", "\(folder)/b.yaml", "--flows", "-"]
      let result = await CommandResult.of(arguments, input: #"{"src":"8.8.8.8","dst":"9.9.9.9","dport":1}"#)
      #expect(result.status == .invalid && result.output == "")
      for problem in [
        "a.yaml:4:15: error: tier: there is no tier \"none\"", "a.yaml:4:31: error: selector: invalid selector",
        "b.yaml:4:22: error: unknown field \"form\" in NetworkPolicy.spec.ingress; did you mean \"from\"?",
        "3 errors in 2 files; nothing was evaluated",
      ] { #expect(result.errors.contains(problem), "\(problem)") }
      #expect(await CommandResult.of(["validate", "\(folder)/a.yaml"]).status == .invalid)
    }
  }

  @Test("a line that is no flow is told with its number, keeps its place in the answer, and makes the exit code 3")
  func invalidFlows() async throws {
    let lines = [
      "{", "[]", #"{"dst":"8.8.8.8","dport":1}"#, #"{"src":"x","dst":"8.8.8.8","dport":1}"#, #"{"src":"a/b","dst":"8.8.8.8","dport":1}"#,
      #"{"src":"8.8.8.8","dst":"9.9.9.9"}"#, #"{"src":"8.8.8.8","dst":"9.9.9.9","dport":70000}"#,
      #"{"src":"8.8.8.8","dst":"9.9.9.9","proto":"tpc","dport":1}"#, #"{"src":"8.8.8.8","dst":"fd00::1","dport":1}"#,
      #"{"src":"8.8.8.8","dst":"9.9.9.9","port":1}"#, #"{"src":"hep:h","dst":"9.9.9.9","dport":1}"#,
      #"{"src":"8.8.8.8","dst":"9.9.9.9","dport":1,"ipVersion":5}"#, #"{"src":"8.8.8.8","dst":"9.9.9.9","dport":1,"http":"GET"}"#,
    ]
    let right = #"{"src":"8.8.8.8","dst":"9.9.9.9","dport":1}"#
    try await withFolder(["m.yaml": Self.manifests]) { folder in
      let result = await CommandResult.of(
        ["evaluate", "-f", folder, "--flows", "-"], input: (lines + [right]).joined(separator: "\n"))
      #expect(result.status == .invalid)
      let answers = try objects(result)
      #expect(answers.count == lines.count + 1 && answers.last?["verdict"] as? String == "allow")
      for number in lines.indices {
        #expect(answers[number]["line"] as? Int == number + 1 && answers[number]["problem"] is String, "\(lines[number])")
        #expect(result.errors.contains("standard input:\(number + 1):1: error: "), "\(lines[number])")
      }
    }
  }

  @Test("the command line: files and flows have to be named, and to be there")
  func usage() async throws {
    #expect(await CommandResult.of(["evaluate", "--flows", "-"]).status == .usage)
    #expect(await CommandResult.of(["evaluate", "-f", "x"]).status == .usage)
    #expect(await CommandResult.of(["evaluate", "-f", "/no/such/file", "--flows", "-"]).status == .invalid)
    try await withFolder(["m.yaml": Self.manifests]) { folder in
      #expect(await CommandResult.of(["evaluate", "-f", folder, "--flows", "/no/such/file"]).status == .invalid)
    }
  }
}
