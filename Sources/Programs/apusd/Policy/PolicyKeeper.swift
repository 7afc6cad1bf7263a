import ControlServer
import Glibc
import Logging
import Nftables
import PolicyEnforcement
import PolicyEvaluator
import Resources

/// The kernel's rules and the plan that they follow. For one thread.
final class PolicyKeeper {
  /// The plan in force; nil while nothing is enforced.
  private(set) var live: LivePlan?
  private(set) var table: NftablesTable?
  private var connections: ConnectionTable?
  private var log: PolicyLog
  /// Whether it is known that the kernel holds nothing of ours.
  private var isClear = false
  private var clock = PolicyClock()
  private var health = PolicyService.Health() {
    didSet { onHealth(health) }
  }
  private let events: EventLog
  private let logger: Logger
  private let onHealth: (PolicyService.Health) -> Void

  init(events: EventLog, logger: Logger, onHealth: @escaping (PolicyService.Health) -> Void) {
    (self.events, self.logger, self.onHealth) = (events, logger, onHealth)
    log = PolicyLog(events: events, logger: logger)
  }

  /// What wakes the thread when it is readable.
  var descriptors: [Int32] { [table?.monitorDescriptor, log.descriptor].compactMap(\.self) }

  /// Milliseconds until there is something to do without being told; -1: never.
  var patience: Int32 { clock.patience }

  /// What each counter has counted; empty while nothing is enforced.
  func counters() -> Result<[String: CounterValue], NftablesFailure> {
    guard live != nil, let table else { return .success([:]) }
    do throws(NftablesFailure) {
      return .success(try table.counters())
    } catch {
      return .failure(error)
    }
  }

  // MARK: What is wanted

  func take(_ message: PolicyService.Message) {
    switch message {
    case .everything(let intent): if intent.isEnforced { enforce(intent) } else { clear() }
    case .workload(let workload, let interface):
      // One that is new has no connections yet; those of one that is another now may have to go.
      let isKnown = live?.view.interfaces[workload.qualifiedName] != nil
      change { live throws(PlanFault) in try live.update(workload, interface: interface) }
      if isKnown { clock.reviewSoon() }
    case .removal(let name): change { live throws(PlanFault) in try live.remove(name) }
    case .question(let answer): answer(self)
    }
  }

  private func enforce(_ intent: PolicyIntent) {
    do throws(PlanFault) {
      let change: RulesetChange?
      if live == nil {
        live = try LivePlan(intent.model, for: intent.view)
        change = nil
      } else {
        change = try live?.replace(intent.model, for: intent.view)
      }
      guard put(change) else { return }
      if change == nil { tell("policy is in force: \(Self.extent(of: intent.model))") }
      if change?.isEmpty != true { review() }
    } catch {
      health = .init(problem: "\(error.text); the older rules stay in force", connections: health.connections)
      logger.error("policy cannot be planned: \(error.text)")
    }
  }

  private func change(_ body: (inout LivePlan) throws(PlanFault) -> RulesetChange) {
    // Without a plan the next intent brings the workload along.
    guard live != nil else { return }
    do throws(PlanFault) {
      guard var plan = live else { return }
      live = nil
      defer { live = plan }
      let change = try body(&plan)
      live = plan
      _ = put(change)
    } catch {
      health = .init(problem: error.text, connections: health.connections)
      logger.error("policy cannot be planned: \(error.text)")
    }
  }

  /// Brings the plan into the kernel: by a change, or nil as a whole. Whether that worked.
  private func put(_ change: RulesetChange?) -> Bool {
    guard let plan = live?.plan else { return false }
    do throws(NftablesFailure) {
      let table = try opened()
      if let change { try table.apply(change, giving: plan) } else { try table.replace(with: plan) }
      isClear = false
      log.listen(to: live?.view.logGroup)
      succeeded()
      return true
    } catch {
      fail(error)
      return false
    }
  }

  private func opened() throws(NftablesFailure) -> NftablesTable {
    if let table { return table }
    let opened = try NftablesTable()
    table = opened
    return opened
  }

  /// Nothing is enforced: the table goes, and with it what it said of live connections.
  private func clear() {
    let wasInForce = live != nil || health.problem != nil
    live = nil
    clock = PolicyClock()
    if isClear && !wasInForce { return }
    do throws(NftablesFailure) {
      try opened().remove()
      try letGo()
      isClear = true
      health = .init()
      if wasInForce { tell("policy is no longer in force: there is none, or enforcement is off") }
    } catch {
      // A node that never enforced anything need not have nft(8).
      if wasInForce { fail(error) } else { isClear = true }
    }
    table = nil
    log.listen(to: nil)
  }

  /// What was cut may come back.
  private func letGo() throws(NftablesFailure) {
    let mark = NodeView(node: "").cutMark
    try tracking().cut(mark: mark) { _ in false }
  }

  private func tracking() throws(NftablesFailure) -> ConnectionTable {
    if let connections { return connections }
    let opened = try ConnectionTable()
    connections = opened
    return opened
  }

  // MARK: What happens by itself

  /// Looks after the kernel's news, and does what is due.
  func look() {
    if live != nil, let table, table.hasForeignChange(), clock.mayRepair() { repair("changed behind our back") }
    log.read(live?.plan.reasons ?? [:])
    if clock.isRetryDue {
      clock.succeeded()
      if live == nil { clear() } else { repair(nil) }
    }
    if clock.isReviewDue { review() }
  }

  /// Replaces the table by the plan.
  private func repair(_ cause: String?) {
    guard live != nil, put(nil) else { return }
    if let cause { tell("the rules of policy were \(cause) and repaired") }
    review()
  }

  /// Cuts connections that are no longer allowed, and lets those go that are again.
  private func review() {
    clock.reviewed()
    guard let live else { return }
    do {
      let review = ConnectionReview(try CompiledPolicies(live.model), of: live.model, for: live.view)
      let cut = try tracking().cut(mark: live.view.cutMark) { review.denies($0.flow) }
      if health.connections != nil { health.connections = nil }
      if !cut.isEmpty {
        let shown = cut.prefix(3).map { "\($0.source) to \($0.destination)" }.joined(separator: ", ")
        tell("\(cut.count) live connections are no longer allowed and cut: \(shown)\(cut.count > 3 ? ", …" : "")")
      }
    } catch {
      health.connections = "\(error)"
      logger.warning("live connections are not reviewed: \(error)")
    }
  }

  // MARK: How it went

  private func succeeded() {
    clock.succeeded()
    if health.problem != nil {
      health = .init(connections: health.connections)
      tell("the rules of policy are in the kernel again")
    }
  }

  private func fail(_ failure: NftablesFailure) {
    clock.retryLater()
    if health.problem == failure.description { return }
    health = .init(problem: failure.description, mend: Self.mend, connections: health.connections)
    events.append(.policy, "the rules of policy are not in the kernel: \(failure)")
    logger.error("the rules of policy are not in the kernel: \(failure)")
  }

  private static let mend = "is nft installed, and has apusd CAP_NET_ADMIN? It is tried again every few seconds"

  private func tell(_ text: String) {
    events.append(.policy, text)
    logger.notice("\(text)")
  }

  private static func extent(of model: PolicyModel) -> String {
    let (policies, workloads) = (model.policies.count { $0.stagedAction == nil }, model.workloads.count)
    return "policies: \(policies), workloads known: \(workloads)"
  }
}

extension PlanFault {
  /// One line.
  var text: String {
    switch self {
    case .selector(let fault): "a selector cannot be read: \(fault)"
    case .unknownTier(let policy, let tier): "\(policy): there is no tier \(tier)"
    }
  }
}
