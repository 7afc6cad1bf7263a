import NetTypes

/// Policy enforcement on this node.
public struct PolicySettings: Hashable, Sendable {
  /// What puts the rules in force.
  public enum Enforcement: String, Hashable, Sendable, CaseIterable {
    /// The kernel's nftables.
    case nftables
    /// Nothing: policy is evaluated and explained, never programmed.
    case none
  }

  /// What puts the rules in force.
  public var enforcement: Enforcement = .nftables
  /// The type code of the path attribute that carries a workload's labels.
  public var identityAttribute: UInt8 = 255

  /// The defaults.
  public init() {}
}

/// Where run-time state is kept.
public struct StoreSettings: Hashable, Sendable {
  /// The path of the SQLite file.
  public var sqlite = "/var/lib/apus/apus.db"

  /// The defaults.
  public init() {}
}

/// Where the API listens.
public struct APISettings: Hashable, Sendable {
  /// The path of the Unix socket.
  public var socket = "/run/apus/apus.sock"
  /// Where plain HTTP listens for reads; nil is nowhere (`http: ""`).
  public var http: ListenAddress? = ListenAddress(host: "127.0.0.1", port: 9186)
  /// A file with the token that writes over HTTP need; nil refuses all of them.
  public var tokenFile: String?

  /// The defaults.
  public init() {}
}

/// An address or host name, and a TCP port.
public struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
  /// An address or `localhost`; empty for every address of the host.
  public var host: String
  /// The TCP port.
  public var port: UInt16

  /// Joins the parts.
  public init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// `host:port`, with brackets around an IPv6 address.
  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// The log.
public struct LogSettings: Hashable, Sendable {
  /// The least severity that is written.
  public enum Level: String, Hashable, Sendable, CaseIterable {
    /// Every message on the wire.
    case trace
    /// What helps to find a fault.
    case debug
    /// What an operator wants to see.
    case info
    /// Unusual but right.
    case notice
    /// Something is not as it should be.
    case warning
    /// Something does not work.
    case error
    /// Nothing works.
    case critical
  }

  /// The form of a line.
  public enum Format: String, Hashable, Sendable, CaseIterable {
    /// Text on a terminal, JSON lines otherwise.
    case auto
    /// One readable line an event.
    case text
    /// One JSON object an event.
    case json
  }

  /// The least severity that is written.
  public var level: Level = .info
  /// The form of a line.
  public var format: Format = .auto

  /// The defaults.
  public init() {}
}
