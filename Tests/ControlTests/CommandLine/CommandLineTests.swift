import ControlAPI
import Foundation
import Synchronization
import Testing

@testable import apusctl

@Suite("The command line", .timeLimit(.minutes(1)))
struct CommandLineTests {
  @Test(
    "a command line that makes no sense exits 2 and writes to standard error only",
    arguments: [
      ["nonsense"], ["status", "extra"], ["status", "-o", "xml"], ["routes", "10.0.0.0/99"], ["routes", "--longer"],
      ["routes", "10.0.0.0/8", "--for", "10.0.0.1"], ["routes", "--for", "10.0.0"], ["session", "explode", "tor-1"], ["session", "reset"],
      ["session", "refresh", "tor-1", "--soft", "up"], ["workload", "add", "a"], ["workload", "add", "", "--address", "10.0.0.1"],
      ["workload", "remove", ""], ["workload", "add", "a", "--address", "x"],
      ["workload", "add", "a", "--address", "10.0.0.1", "--label", "x"], ["workloads", "-l", "role =="], ["explain"], ["explain", "route"],
      ["validate"], ["completion", "powershell"], ["session", "disable", "p", "--reason", String(repeating: "ü", count: 128)],
    ])
  func usage(arguments: [String]) async {
    let result = await CommandResult.of(arguments)
    // A group of commands without one of them shows its help, as kubectl does.
    if arguments == ["explain"] { return #expect(result.status == .ok && result.output.contains("SUBCOMMANDS")) }
    #expect(result.status == .usage)
    #expect(result.output.isEmpty)
    #expect(!result.errors.isEmpty)
  }

  @Test("help and versions exit 0 on standard output", arguments: [["--help"], ["routes", "--help"], ["--version"], ["help", "explain"]])
  func help(arguments: [String]) async {
    let result = await CommandResult.of(arguments)
    #expect(result.status == .ok)
    #expect(!result.output.isEmpty && result.errors.isEmpty)
  }

  @Test(
    "without a daemon every command that asks it exits 4 and says how to mend it",
    arguments: [
      ["status"], ["sessions"], ["sessions", "-w"], ["routes"], ["explain", "route", "10.0.0.0/8"], ["explain", "session", "p"], ["events"],
      ["events", "-w"], ["workloads"], ["workload", "add", "a", "--address", "10.0.0.1"], ["workload", "remove", "a"], ["diff"], ["reload"],
      ["session", "reset", "p"],
    ])
  func unreachable(arguments: [String]) async {
    let result = await CommandResult.of(arguments + ["--socket", "/tmp/no-such-apus.sock"])
    #expect(result.status == .unreachable)
    #expect(result.errors.hasPrefix("apusctl: /tmp/no-such-apus.sock: there is no such socket\n"))
    #expect(result.errors.contains("APUS_SOCKET"))
  }

  @Test("a dead socket, and a file that is no socket, exit 4", arguments: [true, false])
  func deadSocket(isSocket: Bool) async throws {
    let directory = RunningServer.temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let path = directory + "/file"
    if isSocket { bindAndClose(path) } else { try Data().write(to: URL(fileURLWithPath: path)) }
    let dead = await CommandResult.of(["status", "--socket", path])
    #expect(dead.status == .unreachable)
    #expect(dead.errors.contains(isSocket ? "apusd is not running; a dead socket is left" : "\(path): it is no socket"))
  }

  /// Leaves a socket file behind that nobody listens at, as a killed daemon does.
  private func bindAndClose(_ path: String) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let result = withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
    #expect(result == 0)
    close(descriptor)
  }

  @Test(
    "common options may stand before the verb",
    arguments: [
      (["--socket", "/s", "status"], ["status", "--socket", "/s"]), (["--socket=/s", "routes", "-w"], ["routes", "-w", "--socket=/s"]),
      (["-o", "json", "--socket", "/s", "x", "--", "y"], ["x", "-o", "json", "--socket", "/s", "--", "y"]),
      (["status", "--socket", "/s"], ["status", "--socket", "/s"]), (["--socket"], ["--socket"]),
      (["--socket", "/s"], ["--socket", "/s"]), (["--version"], ["--version"]), ([], []),
    ])
  func optionsFirst(given: [String], read: [String]) {
    #expect(CommonOptions.behindTheVerb(given) == read)
  }

  @Test("a watched session is news when something but its age changes")
  func sessionNews() {
    func session(_ why: String, received: Int = 1) -> SessionStatus {
      var session = Samples.session
      session.why = why
      session.messages.received = received
      return session
    }
    let old = session("up for 3 s")
    #expect(!SessionsCommand.differs(old, session("up for 4 s", received: 2)))
    #expect(SessionsCommand.differs(old, session("up for 4 s; 1 ipv4 prefix over the limit of 2 is left out")))
    var gone = session("up for 4 s")
    gone.state = .idle
    #expect(SessionsCommand.differs(old, gone))
  }

  @Test("version works with and without a daemon")
  func version() async throws {
    let alone = await CommandResult.of(["version", "--socket", "/tmp/no-such-apus.sock"])
    #expect(alone.status == .ok)
    #expect(alone.output == "apusctl \(ProductVersion.text)\napusd   does not answer\n")
    try await RunningServer.run { server async throws in
      #expect(await server.apusctl("version").output.contains("apusd   0.1.0"))
    }
  }

  @Test("status exits 0 when all is well and 1 when degraded, in every form", arguments: ["table", "wide", "json", "yaml"])
  func status(form: String) async throws {
    try await RunningServer.run { server async throws in
      #expect(await server.apusctl("status", "-o", form).status == .ok)
      server.backend.change { $0.status = Samples.status(.degraded) }
      let result = await server.apusctl("status", "-o", form)
      #expect(result.status == .negative)
      #expect(result.output.contains("degraded") && result.errors.isEmpty)
    }
  }

  @Test("sessions as JSON are the API's own, and one that does not exist exits 1 with the known names")
  func sessions() async throws {
    try await RunningServer.run { server async throws in
      #expect(try await server.apusctl("sessions", "-o", "json").decode([SessionStatus].self) == [Samples.session, Samples.waiting])
      #expect(try await server.apusctl("sessions", "tor-2", "-o", "json").decode([SessionStatus].self) == [Samples.waiting])
      #expect(await server.apusctl("sessions", "--no-headers").output.hasPrefix("tor-1  10.0.0.1"))
      let unknown = await server.apusctl("sessions", "tor-9")
      #expect(unknown.status == .negative)
      #expect(unknown.errors == "apusctl: there is no peer \"tor-9\"\n  known peers: tor-1, tor-2\n")
    }
  }

  @Test("routes stream in every form, and a prefix without one exits 1")
  func routes() async throws {
    let backend = FakeBackend()
    let routes = (0..<1100).map { Samples.bare("10.\($0 / 256).\($0 % 256).0/24") }
    backend.change { $0.routes = routes }
    try await RunningServer.run(backend) { server async throws in
      #expect(try await server.apusctl("routes", "-o", "json").decode([RouteEntry].self) == routes)
      #expect(await server.apusctl("routes").output.split(separator: "\n").count == 1101)
      #expect(await server.apusctl("routes", "-o", "yaml").output.components(separatedBy: "\n  why: only path\n").count == 1101)
      backend.change { $0.routes = [] }
      #expect(try await server.apusctl("routes", "-o", "json").decode([RouteEntry].self) == [])
      #expect(await server.apusctl("routes").status == .ok)
      let missing = await server.apusctl("routes", "192.0.2.1/24", "--longer", "--from", "tor 1")
      #expect(missing.status == .negative)
      #expect(missing.errors == "apusctl: no route for 192.0.2.0/24\n")
      #expect(backend.calls.last == "routes prefix=192.0.2.0/24 longer=true from=tor 1")
    }
  }

  @Test("explain exits 1 when the answer is no")
  func explain() async throws {
    try await RunningServer.run { server async throws in
      let route = await server.apusctl("explain", "route", "10.1.0.0/24", "--to", "tor-1")
      #expect(route.status == .negative)
      #expect(route.output.hasPrefix("route 10.1.0.0/24 to tor-1: not sent"))
      #expect(await server.apusctl("explain", "session", "tor-1").status == .ok)
      #expect(server.backend.calls == ["explain 10.1.0.0/24 tor-1", "explain session tor-1"])
    }
  }

  @Test("manifests are read here and sent with their names; what became of each is a line")
  func manifests() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-manifests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["b.yaml", "a.yml", "c.txt"] { try Data("{}".utf8).write(to: folder.appendingPathComponent(name)) }
    try await RunningServer.run { server async throws in
      let applied = await server.apusctl("apply", "-f", folder.path, "--dry-run")
      #expect(applied.output.hasPrefix("BGPPeer tor-2 created (not yet)\n"))
      #expect(await server.apusctl("delete", "-f", "\(folder.path)/b.yaml").output == "BGPPeer tor-2 deleted\n")
      #expect(await server.apusctl("delete", "bgppeer", "a b", "-n", "x").status == .ok)
      #expect(await server.apusctl("apply", "-f", "\(folder.path)/none.yaml").status == .invalid)
      #expect(await server.apusctl("apply").status == .usage)
      #expect(
        server.backend.calls == [
          "apply \(folder.path)/a.yml \(folder.path)/b.yaml dry", "delete \(folder.path)/b.yaml", "delete bgppeer x/a b",
        ])
    }
  }

  @Test("resources are listed with where they stand, and described with what became of them")
  func resources() async throws {
    try await RunningServer.run { server async throws in
      #expect(
        await server.apusctl("get", "bgppeers").output
          == "KIND     NAMESPACE  NAME   SOURCE\nBGPPeer  -          tor-2  store\n")
      #expect(try await server.apusctl("get", "bgppeers", "-o", "json").decode([ResourceEntry].self) == [Samples.resource])
      #expect(await server.apusctl("get", "bgppeers", "-l", "rack == 'r2'", "--no-headers").output == "")
      #expect(await server.apusctl("get", "bgppeers", "tor-9").status == .negative)
      let described = await server.apusctl("describe", "bgppeer", "tor-2").output
      #expect(described.contains("tor-2: Active, connection refused; retry in 41 s"))
      #expect(described.contains("  spec:\n    asNumber: 64513\n"))
    }
  }

  @Test("session actions carry reason and direction, also of a peer with a zone")
  func actions() async throws {
    try await RunningServer.run { server async throws in
      #expect(await server.apusctl("session", "disable", "tor-1", "--reason", "new cable").output == "tor-1: disable done\n")
      #expect(await server.apusctl("session", "reset", "fe80::1%eth0", "--soft", "out").status == .ok)
      #expect(await server.apusctl("session", "refresh", "tor-1").status == .ok)
      #expect(
        server.backend.calls == [
          "disable tor-1 reason=new cable soft=-", "refresh fe80::1%eth0 reason=- soft=out", "refresh tor-1 reason=- soft=-",
        ])
    }
  }

  @Test("workloads are added, listed by namespace and selector, and removed")
  func workloads() async throws {
    try await RunningServer.run { server async throws in
      let added = await server.apusctl(
        "workload", "add", "db-1", "-n", "prod", "--address", "10.65.0.9", "--address", "fd65::9", "--label", "role=db", "--interface",
        "cali9")
      #expect(added.output == "prod/db-1 added\n")
      let spec = WorkloadSpec(
        name: "db-1", namespace: "prod", addresses: [Samples.address("10.65.0.9"), Samples.address("fd65::9")], labels: ["role": "db"],
        interface: "cali9")
      #expect(server.backend.state.withLock { $0.added } == [spec])
      func names(_ result: CommandResult) throws -> [String] { try result.decode([WorkloadEntry].self).map(\.name) }
      #expect(try names(await server.apusctl("workloads", "-o", "json")) == ["db-1", "frontend-1"])
      #expect(try names(await server.apusctl("workloads", "-n", "stars", "-o", "json")) == ["frontend-1"])
      #expect(try names(await server.apusctl("workloads", "-A", "-l", "role == 'db'", "-o", "json")) == ["db-1"])
      #expect(await server.apusctl("workload", "remove", "db-1", "-n", "prod").output == "prod/db-1 removed\n")
    }
  }

  @Test("diff and reload exit 3 when the file has errors, and print them")
  func reload() async throws {
    try await RunningServer.run { server async throws in
      #expect(await server.apusctl("diff").status == .ok)
      #expect(await server.apusctl("diff", "/tmp/../tmp/a b.yaml").status == .ok)
      #expect(server.backend.calls == ["diff -", "diff /tmp/a b.yaml"])
      server.backend.change { $0.diff = ReloadDiff(file: "apus.yaml", applied: false, changes: [], problems: [Samples.problem]) }
      let result = await server.apusctl("reload")
      #expect(result.status == .invalid)
      #expect(
        result.errors == """
          apus.yaml:14:17: error: asNumber: expected a number, found "sixty"
             14 |       asNumber: sixty
                |                 ^~~~~
          1 error in 1 file; nothing was applied

          """)
    }
  }

  @Test(
    "a refusal of the daemon decides the exit code",
    arguments: [
      (ControlError.Code.invalid, CommandStatus.invalid), (.forbidden, .notPermitted), (.notFound, .negative), (.conflict, .negative),
      (.unavailable, .negative), (.internalFault, .negative),
    ])
  func refusals(code: ControlError.Code, status: CommandStatus) async throws {
    let backend = FakeBackend()
    backend.change { $0.failure = ControlError(code, "no such luck", mend: "try again") }
    try await RunningServer.run(backend) { server async throws in
      let result = await server.apusctl("status")
      #expect(result.status == status)
      #expect(result.errors == "apusctl: no such luck\n  try again\n")
    }
  }

  @Test("events are lines, and as JSON an array")
  func events() async throws {
    try await RunningServer.run { server async throws in
      server.backend.events.append(.sessionUp, peer: "tor-1", "established")
      #expect(await server.apusctl("events").output == "2026-11-23T01:52:04.125Z  sessionUp      tor-1: established\n")
      #expect(try await server.apusctl("events", "-o", "json").decode([EventRecord].self).map(\.kind) == [.sessionUp])
    }
  }

  @Test("watching events shows what comes until the daemon is gone, then exits 4")
  func watch() async throws {
    let result = Mutex<CommandResult?>(nil)
    try await RunningServer.run { server async throws in
      server.backend.events.append(.daemon, "started")
      async let watching = server.apusctl("events", "-w", "-o", "json")
      try await Task.sleep(for: .milliseconds(200))
      server.backend.events.append(.sessionUp, peer: "tor-1", "established")
      try await Task.sleep(for: .milliseconds(100))
      server.backend.events.finish()
      try FileManager.default.removeItem(atPath: server.socket)
      let ended = await watching
      result.withLock { $0 = ended }
    }
    let ended = try #require(result.withLock { $0 })
    #expect(ended.status == .unreachable)
    #expect(ended.output.split(separator: "\n").count == 2)
  }

  @Test("watching sessions shows what changes, once, and nothing that only ticks")
  func watchSessions() async throws {
    try await RunningServer.run { server async throws in
      let backend = server.backend
      async let watching = server.apusctl("sessions", "--watch")
      try await Task.sleep(for: .milliseconds(300))
      backend.change { state in
        state.sessions[0].messages.received += 1
        state.sessions[1].why = "connection refused; retry in 40 s"
      }
      try await Task.sleep(for: .milliseconds(1200))
      backend.change { state in
        state.sessions[0].state = .idle
        state.sessions[0].why = "hold timer expired"
      }
      try await Task.sleep(for: .milliseconds(1200))
      try FileManager.default.removeItem(atPath: server.socket)
      let result = await watching
      #expect(result.status == .unreachable)
      let lines = result.output.split(separator: "\n")
      #expect(lines.count == 4)
      #expect(lines.last?.hasPrefix("tor-1  10.0.0.1  64513  Idle") == true)
      #expect(lines.last?.hasSuffix("hold timer expired") == true)
    }
  }

  @Test("validate exits 3 and prints every problem, or says ok")
  func validate() async throws {
    let directory = RunningServer.temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let good = directory + "/good.yaml"
    let bad = directory + "/bad.yaml"
    try Data("bgp: { asNumber: 64512, routerID: 10.0.0.11 }\n".utf8).write(to: URL(fileURLWithPath: good))
    try Data("bgp:\n  asNumber: sixty\n  routerID: 10.0.0.11\n".utf8).write(to: URL(fileURLWithPath: bad))
    let ok = await CommandResult.of(["validate", good])
    #expect(ok.status == .ok)
    #expect(ok.output == "ok\n" && ok.errors.isEmpty)
    let wrong = await CommandResult.of(["validate", good, bad])
    #expect(wrong.status == .invalid)
    #expect(wrong.output.isEmpty)
    #expect(wrong.errors.contains("bad.yaml:2:13: error: asNumber") && wrong.errors.hasSuffix("1 error in 1 file; nothing was applied\n"))
    #expect(await CommandResult.of(["validate", directory + "/none.yaml"]).status == .invalid)
  }

  @Test("completion scripts name the commands", arguments: ["bash", "zsh", "fish"])
  func completion(shell: String) async {
    let result = await CommandResult.of(["completion", shell])
    #expect(result.status == .ok)
    for command in ["sessions", "routes", "explain", "workload"] { #expect(result.output.contains(command)) }
  }
}
