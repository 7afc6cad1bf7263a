import NetTypes
import PolicyEvaluator
import Resources

/// The plan of a node that follows its model: what changes with one workload costs what it touches, everything else is planned anew.
public struct LivePlan: Sendable {
  /// The model in force.
  public private(set) var model: PolicyModel
  /// What the node knows of itself.
  public private(set) var view: NodeView
  /// The plan of both.
  public private(set) var plan: RulesetPlan
  private var planner: RulesetPlanner
  /// Places among the model's workloads, by name.
  private var places: [String: Int] = [:]
  /// How many local workloads have a chain, an address, an interface.
  private var uses: [Use: Int] = [:]

  private enum Use: Hashable {
    case chain(String)
    case address(IPAddress)
    case interface(String)
  }

  /// Plans a model.
  public init(_ model: PolicyModel, for view: NodeView) throws(PlanFault) { try self.init(model, view, after: nil) }

  private init(_ model: PolicyModel, _ view: NodeView, after older: RulesetPlanner?) throws(PlanFault) {
    (self.model, self.view) = (model, view)
    planner = try RulesetPlanner(model, view, after: older)
    plan = try planner.plan()
    count()
  }

  /// Takes another model and view, whatever changed, and returns what changes in the kernel.
  public mutating func replace(_ model: PolicyModel, for view: NodeView) throws(PlanFault) -> RulesetChange {
    let next = try LivePlan(model, view, after: planner)
    let change = RulesetChange(from: plan, to: next.plan)
    self = next
    return change
  }

  /// A workload comes or has changed; `interface` is the host's end of its link if it runs here.
  public mutating func update(_ workload: WorkloadEndpoint, interface: String?) throws(PlanFault) -> RulesetChange {
    try change(workload.qualifiedName, to: workload, interface)
  }

  /// A workload goes.
  public mutating func remove(_ qualifiedName: String) throws(PlanFault) -> RulesetChange { try change(qualifiedName, to: nil, nil) }

  // MARK: - One workload

  private mutating func change(_ name: String, to new: WorkloadEndpoint?, _ interface: String?) throws(PlanFault) -> RulesetChange {
    let old = places[name].map { (workload: model.workloads[$0], interface: view.interfaces[name]) }
    if old == nil && new == nil { return RulesetChange() }
    store(name, new, interface)
    if let change = follow(old?.workload, old?.interface, new, interface) {
      enact(change)
      return change
    }
    return try replace(model, for: view)
  }

  private mutating func store(_ name: String, _ new: WorkloadEndpoint?, _ interface: String?) {
    view.interfaces[name] = interface
    switch (places[name], new) {
    case (let place?, let new?): model.workloads[place] = new
    case (nil, let new?):
      places[name] = model.workloads.count
      model.workloads.append(new)
    case (let place?, nil):
      model.workloads.remove(at: place)
      places[name] = nil
      for index in place..<model.workloads.count { places[model.workloads[index].qualifiedName] = index }
    case (nil, nil): break
    }
  }

  /// The change if it is one of elements only; nil if chains come or go, or more depends on the workload than its own addresses.
  private mutating func follow(
    _ old: WorkloadEndpoint?, _ oldInterface: String?, _ new: WorkloadEndpoint?, _ newInterface: String?
  ) -> RulesetChange? {
    guard old.map(isOrdinary) ?? true, new.map(isOrdinary) ?? true else { return nil }
    var change = RulesetChange()
    var told: [(set: String, element: [KeyValue], isAdded: Bool)] = []
    if let old { planner.change(planner.inheritance.owner(old), by: -1) { told.append(($0, $1, false)) } }
    if let new { planner.change(planner.inheritance.owner(new), by: 1) { told.append(($0, $1, true)) } }
    for (set, element, isAdded) in told where plan.sets[set] != nil { change.note(set, element, isAdded: isAdded) }
    guard dispatch(old, oldInterface, by: -1, &change), dispatch(new, newInterface, by: 1, &change) else { return nil }
    return change
  }

  /// Whether only its own addresses and labels depend on the workload: it shows no node, namespace or service account to exist.
  private func isOrdinary(_ workload: WorkloadEndpoint) -> Bool {
    if workload.isHostNetworked { return false }
    if workload.podLabels == nil { return true }
    guard planner.inheritance.namespaces[workload.namespace] != nil else { return false }
    guard let account = workload.labels[CalicoLabel.serviceAccount] else { return true }
    return planner.inheritance.profiles[PolicyProfile.name(of: ServiceAccountName(namespace: workload.namespace, name: account))] != nil
  }

  private func isLocal(_ workload: WorkloadEndpoint) -> Bool {
    workload.node == view.node && workload.isPoliced && !workload.isHostNetworked
  }

  /// Leaves or enters the maps; false where somebody else's place is touched, or a chain comes or goes.
  private mutating func dispatch(
    _ workload: WorkloadEndpoint?, _ interface: String?, by step: Int, _ change: inout RulesetChange
  ) -> Bool {
    guard let workload, let interface else { return true }
    if count(.interface(interface), by: step) { change.note("workloads", [.interface(interface)], isAdded: step > 0) }
    guard isLocal(workload) else { return true }
    for address in workload.addresses where !count(.address(address), by: step) { return false }
    for (direction, chain) in planner.chains(of: workload) {
      // The first user brings the chain along, the last takes it away.
      if count(.chain(chain), by: step) || plan.chains[chain] == nil { return false }
      for (map, key) in BaseChains.keys(workload, interface, direction) {
        if step < 0 { change.note(map, key, from: chain, to: nil) } else { change.note(map, key, from: nil, to: chain) }
      }
    }
    return true
  }

  /// Whether this was the first or the last.
  private mutating func count(_ use: Use, by step: Int) -> Bool {
    let count = uses[use, default: 0] + step
    uses[use] = count == 0 ? nil : count
    return step > 0 ? count == 1 : count == 0
  }

  private mutating func enact(_ change: RulesetChange) {
    for (name, part) in change.sets {
      plan.sets[name]?.elements.subtract(part.removed)
      plan.sets[name]?.elements.formUnion(part.added)
    }
    for (name, part) in change.maps {
      for key in part.removed.keys { plan.maps[name]?.elements[key] = nil }
      for (key, chain) in part.added { plan.maps[name]?.elements[key] = chain }
    }
  }

  private mutating func count() {
    for (place, workload) in model.workloads.enumerated() {
      places[workload.qualifiedName] = place
      guard let interface = view.interfaces[workload.qualifiedName] else { continue }
      _ = count(.interface(interface), by: 1)
      guard isLocal(workload) else { continue }
      for address in workload.addresses { _ = count(.address(address), by: 1) }
      for chain in planner.chains(of: workload).values { _ = count(.chain(chain), by: 1) }
    }
  }
}
