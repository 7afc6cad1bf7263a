/// Whether one workload may talk to another: a line of `apusctl matrix`.
public struct MatrixEntry: Hashable, Codable, Sendable {
  /// Who opens the connection, as `namespace/name`.
  public var from: String
  /// To whom, as `namespace/name`.
  public var to: String
  /// To which port, as `tcp/80`.
  public var port: String
  /// What policy says: `allow` or `deny`.
  public var predicted: String
  /// What a probe saw: `allow` or `deny`; nil where nobody looked.
  @OrNull public var observed: String?
  /// What decided at both ends.
  public var by: Deciders

  /// Joins the parts.
  public init(from: String, to: String, port: String, predicted: String, observed: String? = nil, by: Deciders) {
    (self.from, self.to, self.port, self.predicted, self.by) = (from, to, port, predicted, by)
    _observed = OrNull(wrappedValue: observed)
  }

  /// What decided at both ends, as ``FlowReport/Side/by`` has it.
  public struct Deciders: Hashable, Codable, Sendable {
    /// At the source.
    public var egress: String
    /// At the destination.
    public var ingress: String

    /// Joins the parts.
    public init(egress: String, ingress: String) { (self.egress, self.ingress) = (egress, ingress) }
  }
}
