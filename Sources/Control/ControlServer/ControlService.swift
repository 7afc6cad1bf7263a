import Glibc
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// The daemon's HTTP server: everything on the Unix socket, reads on `api.http`.
public struct ControlService: Service {
  /// Where it listens.
  public struct Configuration: Sendable {
    /// The Unix socket's path; nil: none.
    public var socket: String?
    /// Host and port of `api.http`; nil: none. Port 0 takes a free one.
    public var http: (host: String, port: Int)?
    /// The token of `api.tokenFile` at the moment; nil: writes over `api.http` are refused.
    public var token: @Sendable () -> String?

    /// Joins the parts.
    public init(socket: String?, http: (host: String, port: Int)? = nil, token: @escaping @Sendable () -> String? = { nil }) {
      self.socket = socket
      self.http = http
      self.token = token
    }
  }

  /// A place that the server listens at now.
  public enum Listening: Hashable, Sendable, CustomStringConvertible {
    /// The Unix socket.
    case socket(path: String)
    /// The address of `api.http`, with the port that it got.
    case http(host: String, port: Int)

    /// The path, or `http://127.0.0.1:9180`.
    public var description: String {
      switch self {
      case .socket(let path): path
      case .http(let host, let port): "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
      }
    }
  }

  private let backend: any ControlBackend
  private let configuration: Configuration
  private let logger: Logger
  private let onListening: @Sendable (Listening) async -> Void

  /// A server that asks `backend`.
  ///
  /// - Parameter onListening: called once for each place as soon as it answers there.
  public init(
    backend: any ControlBackend, configuration: Configuration, logger: Logger,
    onListening: @escaping @Sendable (Listening) async -> Void = { _ in }
  ) {
    self.backend = backend
    self.configuration = configuration
    self.logger = logger
    self.onListening = onListening
  }

  /// Serves until the task is cancelled or shut down gracefully.
  ///
  /// - Throws: ``ControlSocket/Refusal`` when the socket's path cannot be used, ``BindFailure`` when `api.http` cannot.
  public func run() async throws {
    guard let path = configuration.socket else { return try await runHTTP() }
    let socket = try ControlSocket(claiming: path)
    defer { socket.removeFile() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await runSocket(path) }
      if configuration.http != nil { group.addTask { try await runHTTP() } }
      try await group.next()
      group.cancelAll()
      try await group.waitForAll()
    }
  }

  private func runSocket(_ path: String) async throws {
    let application = Application(
      router: router(token: nil), server: Self.connections, configuration: limited(.unixDomainSocket(path: path)),
      onServerRunning: { _ in
        // Until here the umask decides, which is stricter: connecting needs the right to write.
        do throws(ControlSocket.Refusal) { try ControlSocket.restrictPermissions(of: path) } catch { logger.error("\(error)") }
        await onListening(.socket(path: path))
      }, logger: quietLogger)
    try await application.run()
  }

  private func runHTTP() async throws {
    guard let http = configuration.http else { return }
    let application = Application(
      router: router(token: configuration.token), server: Self.connections,
      configuration: limited(.hostname(http.host, port: http.port)),
      onServerRunning: { channel in
        await onListening(.http(host: http.host, port: channel.localAddress?.port ?? http.port))
      }, logger: quietLogger)
    do {
      try await application.run()
    } catch let error as IOError {
      throw BindFailure(host: http.host, port: http.port, detail: String(cString: strerror(error.errnoCode)))
    } catch let error as SocketAddressError {
      throw BindFailure(host: http.host, port: http.port, detail: "\(error)")
    }
  }

  private func router(token: (@Sendable () -> String?)?) -> Router<ControlContext> {
    let router = Router(context: ControlContext.self)
    router.add(middleware: ErrorMiddleware())
    if let token { router.add(middleware: TokenMiddleware(token: token)) }
    ReadRoutes(backend: backend).add(to: router)
    WriteRoutes(backend: backend).add(to: router)
    return router
  }

  /// A client that sends no request is let go after a minute; one that follows events is not.
  private static var connections: HTTPServerBuilder { .http1(configuration: .init(idleTimeout: .seconds(60))) }

  /// Each listener has its own limit of connections, so that nobody on TCP can lock the operator out of the socket, or take the
  /// descriptors that BGP needs.
  private func limited(_ address: BindAddress) -> ApplicationConfiguration {
    ApplicationConfiguration(
      address: address, availableConnectionsDelegate: MaximumAvailableConnections(Self.maximumConnections, logger: quietLogger))
  }

  private static let maximumConnections = 128

  /// The server's own notes on starting and stopping are of no use to an operator.
  private var quietLogger: Logger {
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .warning)
    return quiet
  }
}
