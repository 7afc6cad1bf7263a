/// The side of a flow that a rule list is about.
public enum TrafficDirection: String, Hashable, Sendable, CaseIterable {
  /// What an endpoint receives.
  case ingress
  /// What an endpoint sends.
  case egress
}
