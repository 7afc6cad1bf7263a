import Resources

/// Endpoints of a kind with the same labels: the same policies select them.
struct EndpointClass: Hashable, Sendable {
  let identity: Int32
  let isHost: Bool

  /// How many programs a class has: one for each chain and direction.
  static let programCount = PolicyChain.allCases.count * 2

  /// The place of a program of a class.
  @inline(__always)
  static func place(_ number: Int, _ chain: PolicyChain, _ direction: TrafficDirection) -> Int {
    number * programCount + chain.rawValue * 2 + (direction == .ingress ? 0 : 1)
  }

  /// The chains that its endpoints have.
  var chains: [PolicyChain] { Self.chains(isHost: isHost) }

  static func chains(isHost: Bool) -> [PolicyChain] { isHost ? PolicyChain.allCases : [.normal] }
}
