import Resources

/// Endpoints of a kind that are selected by the same policies: those with the same labels.
struct EndpointClass: Sendable {
  /// Policies of one tier, in order, by their place among the policies.
  struct Stage: Sendable {
    let tier: Int
    var policies: [Int]
  }

  /// Which policies of an endpoint are meant.
  enum Chain: Hashable, Sendable, CaseIterable {
    /// What starts or ends at the endpoint.
    case normal
    /// Before connection tracking, host endpoints only.
    case untracked
    /// Before address translation, host endpoints only.
    case preDNAT
    /// What a host endpoint forwards.
    case forward
  }

  private struct Key: Hashable {
    let chain: Chain
    let direction: TrafficDirection
  }

  private var stages: [Key: [Stage]] = [:]

  /// `selecting` are the places of the policies whose subject has these labels, in order.
  init(isHost: Bool, selecting: [Int], of policies: [CompiledPolicy]) {
    for direction in TrafficDirection.allCases {
      for chain in isHost ? Chain.allCases : [.normal] {
        stages[Key(chain: chain, direction: direction)] = Self.stages(
          selecting.filter { policies[$0].rules(direction) != nil && Self.belongs(policies[$0], to: chain) }, policies)
      }
    }
  }

  /// The tiers that have policies for the endpoint, in order.
  func stages(_ chain: Chain, _ direction: TrafficDirection) -> [Stage] { stages[Key(chain: chain, direction: direction)] ?? [] }

  private static func belongs(_ policy: CompiledPolicy, to chain: Chain) -> Bool {
    switch chain {
    case .normal: policy.hook == .normal
    case .untracked: policy.hook == .untracked
    case .preDNAT: policy.hook == .preDNAT
    case .forward: policy.hook == .normal && policy.appliesOnForward
    }
  }

  private static func stages(_ list: [Int], _ policies: [CompiledPolicy]) -> [Stage] {
    var stages: [Stage] = []
    for policy in list {
      if stages.last?.tier == policies[policy].tier {
        stages[stages.count - 1].policies.append(policy)
      } else {
        stages.append(Stage(tier: policies[policy].tier, policies: [policy]))
      }
    }
    return stages
  }
}
