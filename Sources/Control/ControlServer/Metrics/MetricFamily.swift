/// Everything that is measured under one name.
public struct MetricFamily: Hashable, Sendable {
  /// What the numbers do.
  public enum Kind: String, Sendable {
    /// They only grow, and begin at 0 with the daemon; the name ends in `_total`.
    case counter
    /// They go up and down.
    case gauge
  }

  /// One number.
  public struct Sample: Hashable, Sendable {
    /// Label names and values, in the order in which they are written.
    public var labels: [Label]
    /// The number, in base units: seconds, bytes.
    public var value: Double

    /// Joins the parts.
    public init(_ value: Double, labels: [Label] = []) {
      self.labels = labels
      self.value = value
    }
  }

  /// A label and its value.
  public struct Label: Hashable, Sendable {
    /// Its name: letters, digits, underscores.
    public var name: String
    /// Its value, any text.
    public var value: String

    /// Joins the parts.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The name without `apus_` in front and without `_total` behind, for example `bgp_session_updates_received`.
  public var name: String
  /// What the numbers do.
  public var kind: Kind
  /// What they mean, one sentence.
  public var help: String
  /// The numbers.
  public var samples: [Sample]

  /// Joins the parts.
  public init(_ name: String, _ kind: Kind, help: String, samples: [Sample]) {
    self.name = name
    self.kind = kind
    self.help = help
    self.samples = samples
  }

  /// A family of one number without labels.
  public init(_ name: String, _ kind: Kind, help: String, value: Double) {
    self.init(name, kind, help: help, samples: [Sample(value)])
  }

  /// The name as Prometheus sees it.
  public var exposedName: String { kind == .counter ? "apus_\(name)_total" : "apus_\(name)" }
}
