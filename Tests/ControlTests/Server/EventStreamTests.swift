import ControlAPI
import ControlServer
import Testing

@Suite("The event stream", .timeLimit(.minutes(1)))
struct EventStreamTests {
  @Test("a stream has what is kept and what comes; after a break it resumes by the last id")
  func resume() async throws {
    try await RunningServer.run { server async throws in
      let log = server.backend.events
      log.append(.daemon, "started")
      let first = try await server.events(2) { log.append(.sessionUp, peer: "tor-1", "established") }
      #expect(first.map(\.text) == ["started", "established"])
      #expect(first.map(\.peer) == [nil, "tor-1"])
      log.append(.sessionDown, peer: "tor-1", "hold timer expired\nsecond line")
      let rest = try await server.events(1, after: first.last?.id)
      #expect(rest.map(\.text) == ["hold timer expired\nsecond line"])
    }
  }

  @Test("who resumes too late is told that events are missing")
  func gap() async throws {
    try await RunningServer.run { server async throws in
      let first = server.backend.events.append(.daemon, "0")
      for index in 1...6 { server.backend.events.append(.daemon, "\(index)") }
      let events = try await server.events(5, after: first.id)
      #expect(events.map(\.kind) == [.gap, .daemon, .daemon, .daemon, .daemon])
    }
  }

  @Test("without following, the kept events are an array")
  func kept() async throws {
    try await RunningServer.run { server async throws in
      let first = server.backend.events.append(.daemon, "0")
      server.backend.events.append(.daemon, "1")
      #expect(try await server.get("/v1/events?follow=false").decode([EventRecord].self).map(\.text) == ["0", "1"])
      #expect(try await server.get("/v1/events?follow=false&after=\(first.id)").decode([EventRecord].self).map(\.text) == ["1"])
    }
  }

  @Test("a follower that hangs does not keep the server from stopping")
  func stopping() async throws {
    try await RunningServer.run { server async throws in
      let follower = Task { try await server.events(1) }
      try await Task.sleep(for: .milliseconds(100))
      _ = follower
    }
  }
}
