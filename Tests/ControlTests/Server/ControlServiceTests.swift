import ControlAPI
import ControlServer
import Foundation
import Testing

@Suite("The server on its socket", .timeLimit(.minutes(1)))
struct ControlServiceTests {
  @Test("every read has its path and its type")
  func reads() async throws {
    try await RunningServer.run { server async throws in
      #expect(try await server.get("/v1/status").decode(StatusReport.self) == Samples.status())
      #expect(try await server.get("/v1/sessions").decode([SessionStatus].self) == [Samples.session, Samples.waiting])
      #expect(try await server.get("/v1/sessions/tor-1").decode(SessionStatus.self) == Samples.session)
      #expect(try await server.get("/v1/sessions/10.0.0.1").decode(SessionStatus.self) == Samples.session)
      #expect(try await server.get("/v1/routes").decode([RouteEntry].self) == [Samples.route])
      #expect(try await server.get("/v1/workloads").decode([WorkloadEntry].self).map(\.name) == ["frontend-1"])
      #expect(try await server.get("/v1/explain/route?prefix=10.1.0.0/24&to=tor-1").decode(Explanation.self) == Samples.explanation)
      #expect(try await server.get("/v1/explain/session?peer=tor-1").decode(Explanation.self).session == Samples.session)
      #expect(try await server.get("/v1/diff?file=%2Ftmp%2Fa%20b.yaml").decode(ReloadDiff.self) == Samples.diff)
      #expect(server.backend.calls.contains("explain 10.1.0.0/24 tor-1"))
      #expect(server.backend.calls.contains("diff /tmp/a b.yaml"))
    }
  }

  @Test("the socket is for owner and group, and gone when the server stops")
  func permissions() async throws {
    try await RunningServer.run { server async throws in
      let mode = try FileManager.default.attributesOfItem(atPath: server.socket)[.posixPermissions] as? Int
      #expect(mode == 0o660)
    }
  }

  @Test("a long table comes in slices and is complete, as one array and as lines")
  func pages() async throws {
    let backend = FakeBackend()
    let routes = (0..<1234).map { Samples.bare("10.\($0 / 256).\($0 % 256).0/24") }
    backend.change { $0.routes = routes }
    try await RunningServer.run(backend) { server async throws in
      #expect(try await server.get("/v1/routes").decode([RouteEntry].self) == routes)
      let lines = try await server.get("/v1/routes", headers: [("Accept", "application/x-ndjson")])
      #expect(lines.type == "application/x-ndjson")
      #expect(try lines.body.split(separator: "\n").map { try JSONDecoder().decode(RouteEntry.self, from: Data($0.utf8)) } == routes)
    }
  }

  @Test("an empty table is an empty array")
  func emptyTable() async throws {
    let backend = FakeBackend()
    backend.change { $0.routes = [] }
    try await RunningServer.run(backend) { server async throws in
      #expect(try await server.get("/v1/routes?filtered=true&from=tor%201").decode([RouteEntry].self) == [])
      #expect(backend.calls == ["routes from=tor 1 filtered=true"])
    }
  }

  @Test("a table that breaks off in the middle is a broken answer, never a short one that looks whole")
  func brokenTable() async throws {
    let backend = FakeBackend()
    backend.change {
      $0.routes = (0..<1000).map { Samples.bare("10.\($0 / 256).\($0 % 256).0/24") }
      $0.failsAfterPages = 1
    }
    try await RunningServer.run(backend) { server async throws in
      await #expect(throws: (any Error).self) { try await server.get("/v1/routes") }
      #expect(try await server.get("/v1/status").status == 200)
    }
  }

  @Test("writes reach the backend with their details")
  func writes() async throws {
    try await RunningServer.run { server async throws in
      let backend = server.backend
      let reset = try await server.send(.POST, "/v1/sessions/tor-1/reset", body: #"{"reason":"new cable"}"#)
      #expect(try reset.decode(ActionResult.self) == ActionResult("tor-1: reset done"))
      #expect(try await server.send(.POST, "/v1/sessions/fe80::1%25eth0/refresh", body: #"{"soft":"in"}"#).status == 200)
      #expect(try await server.send(.POST, "/v1/sessions/tor-1/enable").status == 200)
      #expect(try await server.send(.POST, "/v1/workloads", body: #"{"name":"a","addresses":["10.65.0.9"]}"#).status == 200)
      #expect(try await server.send(.DELETE, "/v1/workloads/stars/a%2Fb").status == 200)
      #expect(try await server.send(.POST, "/v1/reload").decode(ReloadDiff.self) == Samples.diff)
      #expect(
        backend.calls == [
          "reset tor-1 reason=new cable soft=-", "refresh fe80::1%eth0 reason=- soft=in", "enable tor-1 reason=- soft=-", "add default/a",
          "remove stars/a/b", "reload",
        ])
    }
  }

  @Test(
    "a refusal has the status of its code and says how to mend it",
    arguments: [
      (ControlError.Code.invalid, 400), (.forbidden, 403), (.notFound, 404), (.conflict, 409), (.unavailable, 503), (.internalFault, 500),
    ] as [(ControlError.Code, UInt)])
  func refusals(code: ControlError.Code, status: UInt) async throws {
    let backend = FakeBackend()
    let refusal = ControlError(code, "no", mend: "ask again", problems: [Samples.problem])
    backend.change { $0.failure = refusal }
    try await RunningServer.run(backend) { server async throws in
      for path in ["/v1/status", "/v1/routes", "/metrics", "/v1/sessions"] {
        let answer = try await server.get(path)
        #expect(answer.status == status)
        #expect(try answer.refusal() == refusal)
      }
    }
  }

  @Test(
    "what makes no sense is refused before the backend is asked",
    arguments: [
      ("GET", "/v1/nothing", nil, 404, "there is no GET /v1/nothing"), ("POST", "/v1/status", nil, 404, "there is no POST /v1/status"),
      ("GET", "/v1/routes?prefix=x", nil, 400, "expected a prefix, found \"x\""),
      ("GET", "/v1/explain/route", nil, 400, "the query \"prefix\" is missing"),
      ("GET", "/v1/explain/session", nil, 400, "the query \"peer\" is missing"),
      ("POST", "/v1/sessions/tor-1/explode", nil, 404, "there is no session action \"explode\""),
      ("POST", "/v1/sessions/tor-1/reset", "nonsense", 400, "the body does not fit: no JSON"),
      ("POST", "/v1/workloads", #"{"addresses":["10.0.0.1"]}"#, 400, "the body does not fit: name is missing"),
      ("POST", "/v1/workloads", #"{"name":"a","addresses":[]}"#, 400, "addresses is empty"),
      (
        "POST", "/v1/workloads", #"{"name":"a","addresses":["10.0.0"]}"#, 400,
        "the body does not fit: addresses.[0]: expected an IP address, found \"10.0.0\""
      ),
      ("GET", "/v1/events?follow=false&after=x", nil, 400, "expected the id of an event, found \"x\""),
    ] as [(String, String, String?, UInt, String)])
  func nonsense(method: String, path: String, body: String?, status: UInt, message: String) async throws {
    try await RunningServer.run { server async throws in
      let answer = try await server.send(.init(rawValue: method), path, body: body)
      #expect(answer.status == status)
      #expect(try answer.refusal().message == message)
      #expect(server.backend.calls.isEmpty)
    }
  }

  @Test("a fault of the backend is an internal fault with its text, and the server lives on")
  func faults() async throws {
    struct Broken: Error {}
    let backend = FakeBackend()
    backend.change { $0.failure = Broken() }
    try await RunningServer.run(backend) { server async throws in
      #expect(try await server.get("/v1/status").status == 500)
      #expect(try await server.get("/v1/status").refusal().message == "Broken()")
      backend.change { $0.failure = nil }
      #expect(try await server.get("/v1/status").status == 200)
    }
  }

  @Test("alive is answered without the backend, ready by it")
  func health() async throws {
    let backend = FakeBackend()
    backend.change { $0.waitingFor = ["tor-1: End-of-RIB"] }
    try await RunningServer.run(backend) { server async throws in
      #expect(try await server.get("/healthz").status == 200)
      #expect(backend.calls.isEmpty)
      let waiting = try await server.get("/healthz?ready")
      #expect(waiting.status == 503)
      #expect(try waiting.decode(Readiness.self).waitingFor == ["tor-1: End-of-RIB"])
      backend.change { $0.waitingFor = [] }
      #expect(try await server.get("/healthz?ready").status == 200)
    }
  }

  @Test("metrics are Prometheus text")
  func metrics() async throws {
    try await RunningServer.run { server async throws in
      let answer = try await server.get("/metrics")
      #expect(answer.type == "text/plain; version=0.0.4; charset=utf-8")
      #expect(answer.body.hasSuffix("apus_workloads 2\n"))
    }
  }
}
