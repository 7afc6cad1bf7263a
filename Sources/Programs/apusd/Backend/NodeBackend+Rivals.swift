import ControlAPI
import KernelRoutes
import NetTypes

extension NodeBackend {
  /// What the kernel has from others for a prefix that it also has from us; nil when there is nothing.
  func rivals(of prefix: IPPrefix) -> Explanation.Step? {
    do {
      let rivals = try daemon.kernel.foreignRoutes(to: prefix).sorted { $0.metric < $1.metric }
      guard let first = rivals.first else { return nil }
      let isPreferred = first.metric < daemon.kernel.metric
      return .init(
        .kernel, isPreferred ? .fail : .note, rivals.map { Self.text($0, ours: daemon.kernel.metric) }.joined(separator: "; "),
        mend: isPreferred ? "packets follow that route: remove it, or give it a metric above \(daemon.kernel.metric)" : nil)
    } catch {
      return .init(.kernel, .note, "whether somebody else has a route for it cannot be told: \(error)")
    }
  }

  /// Where packets to an own workload go: its address has a route from whoever connects it, or else the next wider one counts, which may
  /// be the blackhole of our own block.
  func wayToWorkload(_ prefix: IPPrefix) -> Explanation.Step {
    do {
      return Self.wayToWorkload(prefix, routes: try daemon.kernel.foreignRoutes(to: prefix))
    } catch {
      return .init(.kernel, .note, "whether the kernel has a route to it cannot be told: \(error)")
    }
  }

  static func wayToWorkload(_ prefix: IPPrefix, routes: [KernelRoute]) -> Explanation.Step {
    guard let route = routes.min(by: { $0.metric < $1.metric }) else {
      return .init(
        .kernel, .note, "the kernel has no route to \(prefix) itself: packets follow the next wider route",
        mend: "ip route get \(prefix.address) shows where they go; connect the workload if that is a blackhole")
    }
    return .init(.kernel, .pass, "the kernel has a route of \(RouteOwner.name(of: route.protocolNumber)) to it (metric \(route.metric))")
  }

  /// `the kernel prefers a route of static (metric 0, via 10.0.0.7) to ours (metric 2048)`
  private static func text(_ rival: KernelRoute, ours: UInt32) -> String {
    let via = rival.target.nextHops.compactMap { $0.gateway.map { ", via \($0)" } }.joined()
    let route = "a route of \(RouteOwner.name(of: rival.protocolNumber)) (metric \(rival.metric)\(via))"
    return rival.metric < ours
      ? "the kernel prefers \(route) to ours (metric \(ours))" : "\(route) stands beside ours (metric \(ours)), which is preferred"
  }
}

extension Explanation {
  /// Puts a step behind the one of the same stage.
  mutating func insert(_ step: Step) {
    let place = steps.lastIndex { $0.stage == step.stage }.map { $0 + 1 } ?? steps.count
    steps.insert(step, at: place)
  }
}
