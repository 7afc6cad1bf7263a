import Diagnostics
import NetTypes

/// One screen of health: what `apusctl status` shows.
public struct StatusReport: Hashable, Codable, Sendable {
  /// Whether everything that is configured works.
  public enum State: String, Codable, Sendable {
    /// It does.
    case ok
    /// It does not; ``StatusReport/conditions`` says why.
    case degraded
  }

  /// The node's name.
  public var node: String
  /// The program's version.
  public var version: String
  /// Whether everything that is configured works.
  public var state: State
  /// Whether the node has all routes that it waits for after a start.
  public var ready: Bool
  /// When the daemon started.
  public var startedAt: Timestamp
  /// Seconds since then.
  public var uptime: Int
  /// The node's AS number; nil without `bgp:`.
  @OrNull public var asNumber: ASNumber?
  /// The BGP identifier; nil without `bgp:`.
  @OrNull public var routerID: String?
  /// Everything that is not as it should be.
  public var conditions: [Condition]
  /// Sessions in numbers.
  public var sessions: SessionTotals
  /// Routes in numbers, one item a family.
  public var routes: [RouteTotals]
  /// Workloads in numbers.
  public var workloads: WorkloadTotals
  /// The kernel's routes in numbers.
  public var kernel: KernelTotals
  /// The config file in force.
  public var configuration: ConfigurationStatus
  /// Resident memory in bytes; nil when it cannot be read.
  @OrNull public var residentMemory: Int?

  /// Joins the parts.
  public init(
    node: String, version: String, state: State, ready: Bool, startedAt: Timestamp, uptime: Int, asNumber: ASNumber?, routerID: String?,
    conditions: [Condition] = [], sessions: SessionTotals, routes: [RouteTotals] = [], workloads: WorkloadTotals, kernel: KernelTotals,
    configuration: ConfigurationStatus, residentMemory: Int? = nil
  ) {
    self.node = node
    self.version = version
    self.state = state
    self.ready = ready
    self.startedAt = startedAt
    self.uptime = uptime
    self.conditions = conditions
    self.sessions = sessions
    self.routes = routes
    self.workloads = workloads
    self.kernel = kernel
    self.configuration = configuration
    _asNumber = OrNull(wrappedValue: asNumber)
    _routerID = OrNull(wrappedValue: routerID)
    _residentMemory = OrNull(wrappedValue: residentMemory)
  }
}

extension StatusReport {
  /// Something that is not as it should be, and why.
  public struct Condition: Hashable, Codable, Sendable {
    /// What it is about: `session tor-1`, `configuration`, `kernel`, `store`.
    public var subject: String
    /// Why it is so.
    public var why: String
    /// How to mend it.
    @OrNull public var mend: String?

    /// Joins the parts.
    public init(subject: String, why: String, mend: String? = nil) {
      self.subject = subject
      self.why = why
      _mend = OrNull(wrappedValue: mend)
    }
  }

  /// Sessions in numbers.
  public struct SessionTotals: Hashable, Codable, Sendable {
    /// Peers of the config, and peers that came in by a range.
    public var configured: Int
    /// Sessions in state Established.
    public var established: Int
    /// Peers that are disabled.
    public var disabled: Int

    /// Joins the parts.
    public init(configured: Int, established: Int, disabled: Int = 0) {
      self.configured = configured
      self.established = established
      self.disabled = disabled
    }
  }

  /// Routes of one family in numbers.
  public struct RouteTotals: Hashable, Codable, Sendable {
    /// `ipv4` or `ipv6`.
    public var family: String
    /// Prefixes in the Loc-RIB.
    public var prefixes: Int
    /// Paths to them, the losing ones included.
    public var paths: Int
    /// Prefixes in the kernel.
    public var installed: Int

    /// Joins the parts.
    public init(family: AddressFamily, prefixes: Int, paths: Int, installed: Int) {
      self.family = family.description
      self.prefixes = prefixes
      self.paths = paths
      self.installed = installed
    }
  }

  /// Workloads in numbers.
  public struct WorkloadTotals: Hashable, Codable, Sendable {
    /// Workloads known.
    public var total: Int
    /// Those whose addresses are advertised, by themselves or by their block.
    public var advertised: Int

    /// Joins the parts.
    public init(total: Int, advertised: Int) {
      self.total = total
      self.advertised = advertised
    }
  }

  /// The kernel's routes in numbers.
  public struct KernelTotals: Hashable, Codable, Sendable {
    /// Whether learned routes are installed (`kernel.export`).
    public var enabled: Bool
    /// Own routes in the kernel.
    public var installed: Int
    /// Routes that the kernel refused and that are retried.
    public var refused: Int
    /// Routes that the audit had to repair since the start.
    public var repaired: Int

    /// Joins the parts.
    public init(enabled: Bool, installed: Int, refused: Int, repaired: Int) {
      self.enabled = enabled
      self.installed = installed
      self.refused = refused
      self.repaired = repaired
    }
  }

  /// The config file in force.
  public struct ConfigurationStatus: Hashable, Codable, Sendable {
    /// Its path.
    public var file: String
    /// When it was last applied.
    public var appliedAt: Timestamp
    /// Problems of the newest version on disk; with an error among them the older version stays in force.
    public var problems: [Problem]

    /// Joins the parts.
    public init(file: String, appliedAt: Timestamp, problems: [Problem] = []) {
      self.file = file
      self.appliedAt = appliedAt
      self.problems = problems
    }
  }
}
