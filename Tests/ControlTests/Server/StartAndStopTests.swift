import AsyncHTTPClient
import ControlAPI
import ControlServer
import Foundation
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Testing

@testable import apusctl

@Suite("The server's start and stop", .timeLimit(.minutes(1)))
struct StartAndStopTests {
  @Test("a graceful stop ends event streams and removes the socket, though a follower hangs")
  func gracefulStop() async throws {
    let directory = RunningServer.temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let path = directory + "/apus.sock"
    let (places, found) = AsyncStream.makeStream(of: ControlService.Listening.self)
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let service = ControlService(
      backend: FakeBackend(), configuration: .init(socket: path), logger: logger, onListening: { found.yield($0) })
    let group = ServiceGroup(configuration: .init(services: [service], logger: logger))
    async let run: Void = group.run()
    for await _ in places { break }
    let server = RunningServer(socket: path, http: 0, backend: FakeBackend())
    let (connected, connect) = AsyncStream.makeStream(of: Void.self)
    async let followed = server.events(1) { connect.yield() }
    for await _ in connected { break }
    await group.triggerGracefulShutdown()
    try await run
    #expect(try await followed.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("a second server on a living socket is refused, and the first goes on")
  func second() async throws {
    try await RunningServer.run { server async throws in
      let second = ControlService(backend: FakeBackend(), configuration: .init(socket: server.socket), logger: Logger(label: "second"))
      await #expect(throws: ControlSocket.Refusal.inUse(path: server.socket, process: String(getpid()))) { try await second.run() }
      #expect(try await server.get("/v1/status").status == 200)
    }
  }

  @Test("an address of api.http that is taken is told with its mend")
  func takenPort() async throws {
    try await RunningServer.run { server async throws in
      let second = ControlService(
        backend: FakeBackend(), configuration: .init(socket: nil, http: ("127.0.0.1", server.http)), logger: Logger(label: "second"))
      let failure = await #expect(throws: BindFailure.self) { try await second.run() }
      #expect(
        failure?.description
          == "api.http: cannot listen on 127.0.0.1:\(server.http): Address already in use; choose a free address of this machine, or set api.http to \"\" for none"
      )
    }
  }

  @Test("a server is started again on the socket of one that was killed")
  func afterKill() async throws {
    let directory = RunningServer.temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let path = directory + "/apus.sock"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c",
      "import socket,os,signal; s=socket.socket(socket.AF_UNIX); s.bind('\(path)'); s.listen(); os.kill(os.getpid(), signal.SIGKILL)",
    ]
    try process.run()
    process.waitUntilExit()
    try #require(FileManager.default.fileExists(atPath: path))
    let (places, found) = AsyncStream.makeStream(of: ControlService.Listening.self)
    let service = ControlService(
      backend: FakeBackend(), configuration: .init(socket: path), logger: Logger(label: "test"), onListening: { found.yield($0) })
    let run = Task { try await service.run() }
    for await _ in places { break }
    #expect(await CommandResult.of(["status", "--socket", path]).status == .ok)
    run.cancel()
    _ = await run.result
  }

  @Test("clients that only hold connections over TCP do not keep the operator out of the socket")
  func connectionLimit() async throws {
    try await RunningServer.run { server async throws in
      let group = MultiThreadedEventLoopGroup.singleton
      let bootstrap = ClientBootstrap(group: group)
      var idle: [any Channel] = []
      for _ in 0..<200 { idle.append(try await bootstrap.connect(host: "127.0.0.1", port: server.http).get()) }
      #expect(try await server.get("/v1/status").status == 200)
      var request = HTTPClientRequest(url: "http://127.0.0.1:\(server.http)/v1/status")
      request.headers.add(name: "Connection", value: "close")
      await #expect(throws: (any Error).self, "there is no limit") {
        _ = try await HTTPClient.shared.execute(request, timeout: .milliseconds(500))
      }
      for channel in idle { try? await channel.close() }
      #expect(try await server.get("/v1/status", overTCP: true).status == 200)
    }
  }
}
