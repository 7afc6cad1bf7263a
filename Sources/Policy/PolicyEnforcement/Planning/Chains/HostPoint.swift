import Resources

/// A place on the way of a packet where host endpoints have policies.
enum HostPoint: String, CaseIterable {
  case untrackedIn = "host-untracked-in"
  case preDNAT = "host-pre-dnat"
  case input = "host-in"
  case output = "host-out"
  case untrackedOut = "host-untracked-out"
  case forwardIn = "host-forward-in"
  case forwardOut = "host-forward-out"

  var direction: TrafficDirection {
    switch self {
    case .untrackedIn, .preDNAT, .input, .forwardIn: .ingress
    case .output, .untrackedOut, .forwardOut: .egress
    }
  }

  /// What is forwarded meets the host endpoint before the workload's egress chain, or after its ingress chain.
  var hook: ChainHook {
    switch self {
    case .untrackedIn: ChainHook(.prerouting, priority: -300)
    case .preDNAT: ChainHook(.prerouting, priority: -150)
    case .input: ChainHook(.input, priority: 1)
    case .output: ChainHook(.output, priority: 0)
    case .untrackedOut: ChainHook(.output, priority: -300)
    case .forwardIn: ChainHook(.forward, priority: -1)
    case .forwardOut: ChainHook(.forward, priority: 2)
    }
  }

  var prelude: EndpointPolicies.Prelude {
    switch self {
    case .untrackedIn, .preDNAT: .failsafeToHost
    case .input, .output, .untrackedOut: .failsafe
    case .forwardIn, .forwardOut: .nothing
    }
  }

  var field: PacketField { direction == .ingress ? .inputInterface : .outputInterface }

  /// Whether the packet starts or ends on the host here, so that its address tells the host endpoint.
  var isLocal: Bool { self == .input || self == .output || self == .untrackedOut }

  /// Whether a policy belongs here. Untracked egress of what is forwarded has no place of its own: it is looked at with the forward policies.
  func belongs(_ policy: Policy) -> Bool {
    switch self {
    case .untrackedIn, .untrackedOut: policy.hook == .untracked
    case .preDNAT: policy.hook == .preDNAT
    case .input, .output: policy.hook == .normal
    case .forwardIn: policy.hook == .normal && policy.appliesOnForward
    case .forwardOut: policy.hook == .untracked || policy.hook == .normal && policy.appliesOnForward
    }
  }
}
