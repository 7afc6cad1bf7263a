import ControlAPI
import Testing

@Suite("Writes over TCP", .timeLimit(.minutes(1)))
struct TokenTests {
  @Test("reads need no token")
  func reads() async throws {
    try await RunningServer.run(token: "secret") { server async throws in
      for path in ["/v1/status", "/v1/routes", "/metrics", "/healthz"] {
        #expect(try await server.get(path, overTCP: true).status == 200)
      }
    }
  }

  @Test(
    "a write without the right token never reaches the backend",
    arguments: [nil, "Bearer wrong!", "Bearer secre", "Bearer secret2", "secret", "Basic secret", ""])
  func refused(authorization: String?) async throws {
    try await RunningServer.run(token: "secret") { server async throws in
      let headers = authorization.map { [("Authorization", $0)] } ?? []
      for (path, method) in [("/v1/reload", "POST"), ("/v1/workloads/a/b", "DELETE"), ("/v1/sessions/tor-1/reset", "POST")] {
        let answer = try await server.send(.init(rawValue: method), path, headers: headers, overTCP: true)
        #expect(answer.status == 403)
        #expect(try answer.refusal().mend?.contains("api.tokenFile") == true)
      }
      #expect(server.backend.calls.isEmpty)
    }
  }

  @Test("a write with the token is done")
  func accepted() async throws {
    try await RunningServer.run(token: "secret") { server async throws in
      let answer = try await server.send(.POST, "/v1/reload", headers: [("Authorization", "Bearer secret")], overTCP: true)
      #expect(answer.status == 200)
    }
  }

  @Test("without a configured token every write is refused, whatever is sent", arguments: ["Bearer ", "Bearer", "Bearer nil"])
  func noToken(authorization: String) async throws {
    try await RunningServer.run(token: nil) { server async throws in
      let answer = try await server.send(.POST, "/v1/reload", headers: [("Authorization", authorization)], overTCP: true)
      #expect(answer.status == 403)
      #expect(try answer.refusal().message == "this address is read-only")
    }
  }
}
