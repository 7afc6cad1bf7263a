import NetTypes

/// One thing to do in the kernel, made so that it cannot touch somebody else's route.
///
/// The kernel tells the routes of a prefix apart by type of service and metric only: NLM_F_REPLACE replaces the first route with our
/// metric, whoever owns it. Hence a new route is added exclusively (refused if anything with our metric is there), and a replacement
/// is sent only when what is there is known to be ours.
struct RouteOperation: Equatable {
  enum Action: Equatable {
    /// Adds where nothing of ours is: NLM_F_CREATE | NLM_F_EXCL.
    case add(RouteTarget)
    /// Replaces ours in one step: NLM_F_CREATE | NLM_F_REPLACE.
    case replace(RouteTarget)
    /// Somebody else's route has our metric: adds the new one beside it, then deletes our old one by its hops; no gap either.
    case addThenDelete(new: RouteTarget, old: RouteTarget?)
    /// Deletes ours; by its hops where somebody else's has the same metric.
    case delete(RouteTarget?, everyHop: Bool)
    /// Deletes a route of our protocol with a metric that is not ours any more.
    case deleteStray(metric: UInt32)
  }

  let prefix: IPPrefix
  let action: Action

  /// How many messages it takes, each with an acknowledgement.
  var messageCount: Int {
    if case .addThenDelete(_, .some) = action { 2 } else { 1 }
  }
}

extension NetlinkWriter {
  /// Appends the messages of an operation; numbered from `sequence`.
  mutating func append(_ operation: RouteOperation, as identity: RouteIdentity, sequence: UInt32) {
    let prefix = operation.prefix
    switch operation.action {
    case .add(let target): newRoute(identity.route(prefix, target), [.create, .exclusive], sequence: sequence)
    case .replace(let target): newRoute(identity.route(prefix, target), [.create, .replace], sequence: sequence)
    case .addThenDelete(let new, let old):
      newRoute(identity.route(prefix, new), [.create, .append], sequence: sequence)
      if let old { deleteRoute(identity.route(prefix, old), everyHop: true, sequence: sequence &+ 1) }
    case .delete(let target, let everyHop):
      deleteRoute(identity.route(prefix, target ?? .blackhole), everyHop: everyHop, sequence: sequence)
    case .deleteStray(let metric):
      var route = identity.route(prefix, .blackhole)
      route.metric = metric
      deleteRoute(route, everyHop: false, sequence: sequence)
    }
  }
}
