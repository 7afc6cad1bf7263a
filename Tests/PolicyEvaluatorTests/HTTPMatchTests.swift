import PolicyEvaluator
import Resources
import Testing

/// Section B.14: rules about HTTP requests.
struct HTTPMatchTests {
  static func allows(_ match: HTTPMatch, _ method: String, _ path: String) throws -> Bool {
    let rule = CalicoRule(.allow) {
      $0.ipProtocol = IPProtocol.tcp
      $0.http = match
    }
    var flow = try Town.flow("red/db > red/web")
    flow.http = HTTPRequest(method: method, path: path)
    return try CompiledPolicies(Town([CalicoPolicy("red/p") { $0.ingress = [rule] }]).model).verdict(of: flow).verdict == .allow
  }

  @Test(
    "B.14: the method is in the list, case counts, * is any",
    arguments: [
      (["GET", "HEAD"], "HEAD", true), (["GET"], "get", false), (["GET"], "POST", false), (["*"], "POST", true), ([String](), "POST", true),
    ])
  func methods(methods: [String], method: String, expected: Bool) throws {
    #expect(try Self.allows(HTTPMatch(methods: methods), method, "/") == expected)
  }

  @Test(
    "B.14: exact paths and prefixes that end where a segment ends",
    arguments: [
      (HTTPMatch.Path.exact("/api"), "/api", true), (.exact("/api"), "/api/", false), (.exact("/api"), "/api?x=/y", true),
      (.exact("/api"), "/api#y", true),
      (.exact("/"), "/", true), (.prefix("/api"), "/api", true), (.prefix("/api"), "/api/v1", true), (.prefix("/api"), "/apis", false),
      (.prefix("/api/"), "/api/v1", true), (.prefix("/api/"), "/api", false), (.prefix("/"), "/anything", true),
      (.prefix("/api"), "/API", false),
    ])
  func paths(pattern: HTTPMatch.Path, path: String, expected: Bool) throws {
    #expect(try Self.allows(HTTPMatch(paths: [pattern]), "GET", path) == expected)
  }

  @Test(
    "B.14: no spelling of a path gets around a rule",
    arguments: [
      ("/public/../admin", false), ("/public/%2e%2e/admin", false), ("/public/..;x/admin", false), ("/public/..\\admin", false),
      ("/public/%5c..%5c../admin", false), ("/public/%252e%252e/admin", false), ("/public/%252fadmin", false),
      ("/public/%255cadmin", false),
      ("/public/a%00", false), ("/public/%zz", false), ("/public/%2", false), ("public/a", false), ("/admin/../public/a", true),
      ("//public///a", true),
      ("/./public/./a", true), ("/p%75blic/a", true), ("/public;v=1/a;w=2", true), ("\\public\\a", true), ("/../../public/a", true),
      ("/public/..", false),
    ])
  func spellings(path: String, expected: Bool) throws {
    #expect(try Self.allows(HTTPMatch(paths: [.prefix("/public")]), "GET", path) == expected)
  }

  @Test("B.14: method and path must both hold, any of the paths does")
  func both() throws {
    let match = HTTPMatch(methods: ["GET"], paths: [.exact("/a"), .exact("/b")])
    #expect(try Self.allows(match, "GET", "/b"))
    #expect(try !Self.allows(match, "PUT", "/b"))
    #expect(try !Self.allows(match, "GET", "/c"))
  }
}
