/// What a decision reads besides the prefix's own paths; trivial, handed down by value.
struct DecisionContext {
  let peers: UnsafeMutablePointer<PeerHot>
  let requiresResolvedNextHops: Bool
  let maximumPaths: Int
  let multipathRelaxed: Bool
  let exportsToKernel: Bool

  init(_ configuration: RIBConfiguration, peers: UnsafeMutablePointer<PeerHot>) {
    self.peers = peers
    requiresResolvedNextHops = configuration.requiresResolvedNextHops
    maximumPaths = configuration.exportsToKernel ? max(1, configuration.maximumPaths) : 1
    multipathRelaxed = configuration.multipathRelaxed
    exportsToKernel = configuration.exportsToKernel
  }
}
