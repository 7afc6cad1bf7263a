import NetTypes
import Testing

@testable import KernelRoutes

@Suite("route reconciler") struct RouteReconcilerTests {
  let start = MonotonicTime(nanoseconds: 1_000_000_000)

  /// Performs everything that is due with one answer.
  @discardableResult
  func settle(_ reconciler: inout RouteReconciler, at now: MonotonicTime? = nil, answer: KernelRefusal? = nil) -> [RouteOperation.Action] {
    var actions: [RouteOperation.Action] = []
    for operation in reconciler.nextOperations(limit: 100, at: now ?? start) {
      actions.append(operation.action)
      reconciler.complete(operation, answer, at: now ?? start)
    }
    return actions
  }

  @Test("a new route is added exclusively, a changed one replaced in one step, an unwanted one deleted")
  func lifeOfARoute() throws {
    var reconciler = RouteReconciler(identity: ours)
    reconciler.want(try wish("10.1.0.0/16", "10.0.0.2%3"))
    #expect(settle(&reconciler) == [.add(try via("10.0.0.2%3"))])
    #expect(reconciler.takeReport().installed == [try prefix("10.1.0.0/16")])
    reconciler.want(try wish("10.1.0.0/16", "10.0.0.3%3"))
    #expect(settle(&reconciler) == [.replace(try via("10.0.0.3%3"))])
    reconciler.want(try wish("10.1.0.0/16"))
    #expect(settle(&reconciler) == [.delete(try via("10.0.0.3%3"), everyHop: false)])
    #expect(reconciler.takeReport().removed == [try prefix("10.1.0.0/16")])
    #expect(reconciler.entries.isEmpty)
    #expect(reconciler.targets.all.map { $0 } == [])
    #expect(reconciler.installedCount == 0)
  }

  @Test("only the last of several wishes reaches the kernel, and none when it is what is there")
  func compression() throws {
    var reconciler = RouteReconciler(identity: ours)
    for last in 2...9 { reconciler.want(try wish("10.1.0.0/16", "10.0.0.\(last)")) }
    #expect(settle(&reconciler) == [.add(try via("10.0.0.9"))])
    reconciler.want(try wish("10.1.0.0/16", "10.0.0.2"))
    reconciler.want(try wish("10.1.0.0/16", "10.0.0.9"))
    #expect(settle(&reconciler) == [])
  }

  @Test("the order of hops makes no difference")
  func hopOrder() throws {
    #expect(try via("10.0.0.2%3", "10.0.0.1%3") == via("10.0.0.1%3", "10.0.0.2%3", "10.0.0.2%3"))
  }

  @Test("an adopted route stays until it is wanted, replaced or released; a wish that asks for the same sends nothing")
  func adoption() throws {
    var reconciler = RouteReconciler(identity: ours)
    for last in 1...3 { reconciler.adopt(try route("10.\(last).0.0/16", "10.0.0.2%3")) }
    #expect(reconciler.adopted.count == 3)
    #expect(settle(&reconciler) == [])
    reconciler.want(try wish("10.1.0.0/16", "10.0.0.2"))  // the interface is left to the kernel, which chose 3
    #expect(settle(&reconciler) == [])
    #expect(reconciler.takeReport().installed == [try prefix("10.1.0.0/16")])
    reconciler.want(try wish("10.2.0.0/16", "10.0.0.9%3"))
    #expect(settle(&reconciler) == [.replace(try via("10.0.0.9%3"))])
    reconciler.release(.ipv6)
    #expect(settle(&reconciler) == [])
    reconciler.release(.ipv4)
    #expect(settle(&reconciler) == [.delete(try via("10.0.0.2%3"), everyHop: false)])
    #expect(reconciler.takeReport().removed == [try prefix("10.3.0.0/16")])
    #expect(reconciler.heldCount == 0)
  }

  @Test("an adopted set of next hops loses none before the release: the peers of the others may only not have spoken yet")
  func adoptedSet() throws {
    var reconciler = RouteReconciler(identity: ours)
    for last in 1...3 { reconciler.adopt(try route("10.\(last).0.0/16", "10.0.0.2%3", "10.0.0.3%3")) }
    for last in 1...3 { reconciler.want(try wish("10.\(last).0.0/16", "10.0.0.3")) }
    #expect(settle(&reconciler) == [])
    #expect(reconciler.takeReport().installed.count == 3)
    reconciler.want(try wish("10.1.0.0/16", "10.0.0.2", "10.0.0.3"))
    reconciler.want(try wish("10.2.0.0/16"))
    #expect(settle(&reconciler) == [.delete(try via("10.0.0.2%3", "10.0.0.3%3"), everyHop: false)], "it is withdrawn by all")
    reconciler.release(.ipv4)
    #expect(settle(&reconciler) == [.replace(try via("10.0.0.3"))])
    #expect(reconciler.heldCount == 0)
  }

  @Test("own routes of an earlier metric are removed by that metric, after the release only")
  func strays() throws {
    var reconciler = RouteReconciler(identity: ours)
    reconciler.adopt(try route("10.1.0.0/16", "10.0.0.2%3", metric: 99))
    reconciler.want(try wish("10.1.0.0/16", "10.0.0.2%3"))
    #expect(settle(&reconciler) == [.add(try via("10.0.0.2%3"))])
    reconciler.release(.all)
    #expect(settle(&reconciler) == [.deleteStray(metric: 99)])
    #expect(settle(&reconciler) == [])
  }

  @Test("a refused route says why once and is tried again after 1, 2, 4 … 60 seconds")
  func backOff() throws {
    var reconciler = RouteReconciler(identity: ours)
    let refusal = KernelRefusal(errno: KernelRefusal.networkUnreachable, message: "Nexthop has invalid gateway")
    reconciler.want(try wish("10.1.0.0/16", "203.0.113.9"))
    settle(&reconciler, answer: refusal)
    let told = try #require(reconciler.takeReport().refused.first)
    #expect(told.reason == "Network is unreachable (Nexthop has invalid gateway)")
    #expect(told.mend?.isEmpty == false)
    #expect(told.retryIn == .seconds(1))
    var now = start
    for wait in [1, 2, 4, 8, 16, 32, 60, 60] {
      #expect(reconciler.nextRetry == now + .seconds(wait))
      #expect(settle(&reconciler, at: now + .seconds(wait) + .nanoseconds(-1)) == [])
      now = now + .seconds(wait)
      #expect(settle(&reconciler, at: now, answer: refusal).count == 1)
    }
    #expect(reconciler.takeReport().refused.isEmpty)
  }

  @Test("a refused route is tried at once when an on-link route to its next hop appears")
  func networkImproves() throws {
    var reconciler = RouteReconciler(identity: ours)
    reconciler.want(try wish("10.1.0.0/16", "10.0.0.2"))
    settle(&reconciler, answer: KernelRefusal(errno: KernelRefusal.networkUnreachable))
    reconciler.networkImproved([OnLinkRoute(prefix: try prefix("10.9.0.0/24"), interfaceIndex: 4, metric: 0)])
    #expect(settle(&reconciler) == [])
    reconciler.networkImproved([OnLinkRoute(prefix: try prefix("10.0.0.0/24"), interfaceIndex: 3, metric: 0)])
    #expect(settle(&reconciler) == [.add(try via("10.0.0.2"))])
    #expect(reconciler.refusals.isEmpty)
    #expect(reconciler.nextRetry > start)
  }

  @Test("a refused replacement leaves the old route, and a new wish is tried at once")
  func refusedReplacement() throws {
    var reconciler = RouteReconciler(identity: ours)
    reconciler.want(try wish("10.1.0.0/16", "10.0.0.2"))
    settle(&reconciler)
    reconciler.want(try wish("10.1.0.0/16", "203.0.113.9"))
    settle(&reconciler, answer: KernelRefusal(errno: KernelRefusal.networkUnreachable))
    #expect(reconciler.installedCount == 1)
    reconciler.want(try wish("10.1.0.0/16", "10.0.0.3"))
    #expect(settle(&reconciler) == [.replace(try via("10.0.0.3"))])
  }

  @Test("somebody else's route of our metric is not touched: refused with its protocol, installed when it is gone")
  func foreignRoute() throws {
    var reconciler = RouteReconciler(identity: ours)
    let foreign = try route("10.1.0.0/16", "10.0.0.7%3", protocolNumber: 80)
    reconciler.foreignAppeared(foreign, replaces: false)
    reconciler.want(try wish("10.1.0.0/16", "10.0.0.2"))
    #expect(settle(&reconciler) == [])
    #expect(reconciler.takeReport().refused.first?.reason.contains("a route of protocol 80") == true)
    reconciler.foreignVanished(foreign)
    #expect(settle(&reconciler) == [.add(try via("10.0.0.2"))])
  }

  @Test("somebody else's route that joins ours makes replacements an addition and a deletion by hops")
  func contested() throws {
    var reconciler = RouteReconciler(identity: ours)
    reconciler.want(try wish("10.1.0.0/16", "10.0.0.2"))
    settle(&reconciler)
    reconciler.foreignAppeared(try route("10.1.0.0/16", "10.0.0.7%3", protocolNumber: 80), replaces: false)
    reconciler.want(try wish("10.1.0.0/16", "10.0.0.3"))
    #expect(settle(&reconciler) == [.addThenDelete(new: try via("10.0.0.3"), old: try via("10.0.0.2"))])
  }

  @Test("a route that something unknown occupies asks for an audit, which finds it to be ours")
  func unknownOccupant() throws {
    var reconciler = RouteReconciler(identity: ours)
    reconciler.want(try wish("10.1.0.0/16", "10.0.0.2%3"))
    settle(&reconciler, answer: KernelRefusal(errno: KernelRefusal.exists))
    #expect(reconciler.wantsAudit)
    reconciler.beginAudit()
    reconciler.audit(try route("10.1.0.0/16", "10.0.0.2%3"))
    reconciler.endAudit()
    #expect(settle(&reconciler) == [])
    #expect(reconciler.refusals.isEmpty)
    #expect(reconciler.takeReport().installed == [try prefix("10.1.0.0/16")])
  }

  @Test("the audit adds what is missing, replaces what differs, deletes what nobody wants, and counts only what it repaired")
  func audit() throws {
    var reconciler = RouteReconciler(identity: ours)
    reconciler.release(.all)
    for last in 1...4 { reconciler.want(try wish("10.\(last).0.0/16", "10.0.0.2%3")) }
    settle(&reconciler)
    _ = reconciler.takeReport()
    reconciler.beginAudit()
    reconciler.audit(try route("10.1.0.0/16", "10.0.0.2%3"))
    reconciler.audit(try route("10.2.0.0/16", "10.0.0.9%3"))
    reconciler.audit(try route("10.9.0.0/16", "10.0.0.2%3"))
    reconciler.want(try wish("10.4.0.0/16", "10.0.0.5%3"))  // changed during the round: not judged
    #expect(settle(&reconciler).count == 3)
    reconciler.audit(try route("10.4.0.0/16", "10.0.0.2%3"))  // listed before the change
    reconciler.endAudit()
    #expect(settle(&reconciler) == [.add(try via("10.0.0.2%3"))])
    let repaired = reconciler.takeReport().repaired.sorted().map(\.description)
    #expect(repaired == ["10.2.0.0/16", "10.3.0.0/16", "10.9.0.0/16"])
    reconciler.beginAudit()
    for last in 1...3 { reconciler.audit(try route("10.\(last).0.0/16", "10.0.0.2%3")) }
    reconciler.audit(try route("10.4.0.0/16", "10.0.0.5%3"))
    reconciler.endAudit()
    #expect(settle(&reconciler) == [])
  }

  @Test("a route deleted during a round is not taken for somebody's because a list made before still has it")
  func staleList() throws {
    var reconciler = RouteReconciler(identity: ours)
    reconciler.want(try wish("10.1.0.0/16", "10.0.0.2%3"))
    settle(&reconciler)
    reconciler.beginAudit()
    reconciler.want(try wish("10.1.0.0/16"))
    settle(&reconciler)
    reconciler.audit(try route("10.1.0.0/16", "10.0.0.2%3"))
    reconciler.endAudit()
    #expect(reconciler.installedCount == 0)
    #expect(reconciler.heldCount == 0)
    #expect(settle(&reconciler) == [])
  }

  @Test("a route that somebody deletes is added again and counted as drift")
  func vanished() throws {
    var reconciler = RouteReconciler(identity: ours)
    reconciler.want(try wish("10.1.0.0/16", "10.0.0.2%3"))
    reconciler.want(try wish("fd01::/64", "fd00::2%3", "fd00::3%3"))
    settle(&reconciler)
    reconciler.vanished(try route("10.1.0.0/16", "10.0.0.2%3"))
    reconciler.vanished(try route("fd01::/64", "fd00::3%3"))  // one hop of two: what is left has to be replaced
    #expect(settle(&reconciler) == [.add(try via("10.0.0.2%3")), .replace(try via("fd00::2%3", "fd00::3%3"))])
    #expect(reconciler.takeReport().repaired.count == 2)
  }

  /// A kernel with the rules that the reconciler relies on, and a user who interferes; at rest both must hold the same.
  @Test("whatever happens in whatever order, an audit ends with exactly the wanted routes", arguments: 1...40)
  func randomHistory(seed: UInt64) throws {
    var generator = SeededGenerator(state: seed)
    var reconciler = RouteReconciler(identity: ours)
    var kernel: [IPPrefix: RouteTarget] = [:]
    var wanted: [IPPrefix: RouteTarget] = [:]
    let prefixes = try (0..<12).map { try prefix("10.\($0).0.0/16") }
    let targets = try ["10.0.0.2%3", "10.0.0.3%3", "10.0.0.4%4"].map { try via($0) } + [.blackhole]
    for prefix in prefixes.prefix(4) {
      kernel[prefix] = targets[0]
      reconciler.adopt(ours.route(prefix, targets[0]))
    }
    reconciler.release(.all)
    var now = start
    func work(_ refuses: Bool) {
      for operation in reconciler.nextOperations(limit: 5, at: now) {
        reconciler.complete(operation, refuses ? KernelRefusal(errno: 101) : Self.apply(operation, to: &kernel), at: now)
      }
    }
    for _ in 0..<200 {
      let prefix = prefixes[Int.random(in: 0..<12, using: &generator)]
      let target = targets[Int.random(in: 0..<4, using: &generator)]
      switch Int.random(in: 0..<8, using: &generator) {
      case 0...2:
        wanted[prefix] = target
        reconciler.want(DesiredChange(prefix: prefix, target: target))
      case 3:
        wanted[prefix] = nil
        reconciler.want(DesiredChange(prefix: prefix, target: nil))
      case 4:  // deleted by somebody, told or not
        if let gone = kernel.removeValue(forKey: prefix), Bool.random(using: &generator) { reconciler.vanished(ours.route(prefix, gone)) }
      case 5: kernel[prefix] = target  // set by somebody, not told
      default: work(Int.random(in: 0..<4, using: &generator) == 0)
      }
    }
    for _ in 0..<3 {
      reconciler.beginAudit()
      for (prefix, target) in kernel { reconciler.audit(ours.route(prefix, target)) }
      reconciler.endAudit()
      for _ in 0..<20 {
        now = now + .seconds(61)
        work(false)
      }
    }
    #expect(kernel == wanted, "seed \(seed)")
    #expect(reconciler.installedCount == wanted.count, "seed \(seed)")
    #expect(reconciler.refusals.isEmpty, "seed \(seed)")
  }

  private static func apply(_ operation: RouteOperation, to kernel: inout [IPPrefix: RouteTarget]) -> KernelRefusal? {
    switch operation.action {
    case .add(let target):
      if kernel[operation.prefix] != nil { return KernelRefusal(errno: KernelRefusal.exists) }
      kernel[operation.prefix] = target
    case .replace(let target), .addThenDelete(let target, _): kernel[operation.prefix] = target
    case .delete: if kernel.removeValue(forKey: operation.prefix) == nil { return KernelRefusal(errno: KernelRefusal.noSuchProcess) }
    case .deleteStray: return KernelRefusal(errno: KernelRefusal.noSuchProcess)
    }
    return nil
  }
}
