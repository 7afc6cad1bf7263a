/// Whether the node has all routes that it waits for after a start.
public struct Readiness: Hashable, Codable, Sendable {
  /// Whether it has.
  public var ready: Bool
  /// What it still waits for, one sentence each.
  public var waitingFor: [String]

  /// Ready when there is nothing to wait for.
  public init(waitingFor: [String] = []) {
    ready = waitingFor.isEmpty
    self.waitingFor = waitingFor
  }
}
