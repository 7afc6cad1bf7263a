/// What policy says of one flow: the line of `apusctl evaluate`, and of `explain flow`.
public struct FlowReport: Hashable, Sendable, Codable {
  /// `allow` or `deny`: allowed if both ends allow.
  public var verdict: String
  /// What the policy of the source says.
  public var egress: Side
  /// What the policy of the destination says.
  public var ingress: Side

  /// Joins the parts.
  public init(verdict: String, egress: Side, ingress: Side) {
    self.verdict = verdict
    self.egress = egress
    self.ingress = ingress
  }

  /// One end of the flow.
  public struct Side: Hashable, Sendable, Codable {
    /// `allow` or `deny`.
    public var verdict: String
    /// What decided: `Kind ns/name[rule]`, `tier:NAME`, `profile:NAME`, `no-profile`, `not-managed` and so on.
    public var by: String
    /// What was looked at on the way, a line each.
    public var trace: [String]

    /// Joins the parts.
    public init(verdict: String, by: String, trace: [String]) {
      self.verdict = verdict
      self.by = by
      self.trace = trace
    }
  }
}
