/// The answer to a why-question, step by step, in the order in which the live code decided.
public struct Explanation: Hashable, Codable, Sendable {
  /// What was asked: `route 10.0.0.0/24`, `route 10.0.0.0/24 to tor-1`, `session tor-1`.
  public var subject: String
  /// Whether the answer is yes: the route is used (or goes to the peer), the session is Established.
  public var positive: Bool
  /// The answer in one sentence.
  public var summary: String
  /// How it came to that.
  public var steps: [Step]
  /// The paths that the answer is about; empty for a session.
  public var routes: [RouteEntry]
  /// The session that the answer is about; nil for a route.
  @OrNull public var session: SessionStatus?

  /// Joins the parts.
  public init(
    subject: String, positive: Bool, summary: String, steps: [Step], routes: [RouteEntry] = [], session: SessionStatus? = nil
  ) {
    self.subject = subject
    self.positive = positive
    self.summary = summary
    self.steps = steps
    self.routes = routes
    _session = OrNull(wrappedValue: session)
  }
}

extension Explanation {
  /// Where in the life of a route or session a step stands.
  public enum Stage: String, Codable, Sendable, CaseIterable {
    /// The route came in, or did not.
    case received
    /// Faults, loops and limits.
    case check
    /// The import filters.
    case importFilter
    /// Next-hop resolution.
    case nextHop
    /// The decision process (RFC 4271 §9.1).
    case decision
    /// The kernel.
    case kernel
    /// Whether the route may go to the peer at all: split horizon, reflection, roles.
    case propagation
    /// The export filters.
    case exportFilter
    /// It was sent, or not.
    case sent
    /// What the config says.
    case configuration
    /// The TCP connection.
    case transport
    /// OPEN messages and what they negotiated.
    case negotiation
    /// Timers that run.
    case timer
    /// What happened before.
    case history
  }

  /// How a step ended.
  public enum Outcome: String, Codable, Sendable, CaseIterable {
    /// It passed.
    case pass
    /// It ended the matter.
    case fail
    /// It decides nothing and is good to know.
    case note
  }

  /// One step.
  public struct Step: Hashable, Codable, Sendable {
    /// Where it stands.
    public var stage: Stage
    /// How it ended.
    public var outcome: Outcome
    /// What was looked at and found.
    public var text: String
    /// The peer whose path it is about; nil when it is about all.
    @OrNull public var from: String?
    /// The rule that decided: `filter no-default importV4[0]`, `RFC 4271 §9.1.2.2 (a)`.
    @OrNull public var rule: String?
    /// How to mend it.
    @OrNull public var mend: String?

    /// Joins the parts.
    public init(_ stage: Stage, _ outcome: Outcome, _ text: String, from: String? = nil, rule: String? = nil, mend: String? = nil) {
      self.stage = stage
      self.outcome = outcome
      self.text = text
      _from = OrNull(wrappedValue: from)
      _rule = OrNull(wrappedValue: rule)
      _mend = OrNull(wrappedValue: mend)
    }
  }
}
