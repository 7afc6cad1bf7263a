import NetTypes

/// Desired against actual own routes: what to ask of the kernel next, and what its answers mean. Pure: no socket, no clock.
///
/// For each prefix it knows what is wanted and what is installed as far as the kernel acknowledged or showed it. Every input (a wish,
/// an answer, an adopted route, somebody's interference, an audit) only moves these two, and the same few lines of
/// ``action(for:at:)`` decide what follows: a resync is the same code path as a change.
///
/// A refused replacement leaves the old route in force: an old way is better than none.
struct RouteReconciler {
  struct Entry {
    var desired = TargetTable.none
    var installed = TargetTable.none
    /// The audit round in which the entry was last seen or changed.
    var round: UInt32 = 0
    var marks: Marks = []
  }

  struct Marks: OptionSet {
    let rawValue: UInt8
    /// In the queue.
    static let queued = Marks(rawValue: 1)
    /// Adopted and not released: stays although nobody wants it yet.
    static let held = Marks(rawValue: 2)
    /// Part of what is installed may be gone (one hop of an IPv6 set): has to be set again whatever `installed` says.
    static let suspect = Marks(rawValue: 4)
    /// The next success repairs a drift.
    static let drifted = Marks(rawValue: 8)
  }

  struct Refused {
    var refusal: KernelRefusal
    var attempts: UInt16
    var retryAt: MonotonicTime
  }

  /// The waiting time before the first repetition; it doubles with each.
  static let firstRetry = Duration.seconds(1)
  /// The longest waiting time before a repetition.
  static let longestRetry = Duration.seconds(60)

  let identity: RouteIdentity
  var targets = TargetTable()
  var entries: [IPPrefix: Entry] = [:]
  var refusals: [IPPrefix: Refused] = [:]
  /// Somebody else's routes that stand where ours would, with their protocol.
  var foreign: [IPPrefix: UInt8] = [:]
  /// Own routes with another metric, from a time when it was configured so.
  var strays: [IPPrefix: Set<UInt32>] = [:]
  var released: FamilySet = []
  var round: UInt32 = 1
  var isAuditing = false
  /// What we deleted while a round of the audit runs: a list made before may still show it.
  var deletedInRound: Set<IPPrefix> = []
  var report = ReconcilerReport()
  /// Something does not fit what we know: the own routes have to be read again.
  var wantsAudit = false
  private var queue: [IPPrefix] = []
  private var head = 0
  /// When the first refused route is due; the distant future when none is.
  private(set) var nextRetry = MonotonicTime.distantFuture
  private(set) var installedCount = 0
  private(set) var heldCount = 0

  init(identity: RouteIdentity) { self.identity = identity }

  var pendingCount: Int { queue.count - head }

  /// What changed since the last call.
  mutating func takeReport() -> ReconcilerReport {
    defer { report = ReconcilerReport() }
    return report
  }
}

// MARK: wishes

extension RouteReconciler {
  /// Takes a wish. A changed wish is tried at once even if its predecessor was refused.
  ///
  /// A wish for some of the next hops of an adopted route waits for its release: the peers of the others may only not have spoken yet
  /// (RFC 4724 §4.1).
  mutating func want(_ change: DesiredChange) {
    let prefix = change.prefix
    var entry = entries[prefix] ?? Entry()
    let previous = entry.desired
    entry.desired = change.target.map { targets.retain($0) } ?? TargetTable.none
    targets.release(previous)
    let isWaiting = entry.marks.contains(.held) && targets.isPart(entry.desired, of: entry.installed)
    setMark(.held, isWaiting, of: &entry)
    if entry.desired != previous { refusals[prefix] = nil }
    let isSatisfied =
      isWaiting || targets.isSatisfied(entry.desired, by: entry.installed) && !entry.marks.contains(.suspect)
    if isSatisfied {
      if entry.desired == TargetTable.none { report.removed.append(prefix) } else { report.installed.append(prefix) }
    } else if refusals[prefix] == nil {
      enqueue(prefix, &entry)
    }
    store(entry, at: prefix)
  }

  /// Wants no route any more, whatever was wanted or kept.
  mutating func wantNothing() {
    released = .all
    refusals = [:]
    nextRetry = .distantFuture
    for (prefix, var entry) in entries {
      targets.release(entry.desired)
      entry.desired = TargetTable.none
      setMark(.held, false, of: &entry)
      enqueue(prefix, &entry)
      store(entry, at: prefix)
    }
    for prefix in strays.keys { enqueue(prefix) }
  }

  /// Keeps a route found at the start until it is wanted or ``release(_:)`` lets it go.
  mutating func adopt(_ route: KernelRoute) { observe(route) }

  /// Removes the adopted routes of the families that nobody wanted.
  mutating func release(_ families: FamilySet) {
    released.formUnion(families)
    for (prefix, var entry) in entries where entry.marks.contains(.held) && families.contains(prefix.family) {
      setMark(.held, false, of: &entry)
      enqueue(prefix, &entry)
      store(entry, at: prefix)
    }
    for prefix in strays.keys where families.contains(prefix.family) { enqueue(prefix) }
  }
}

// MARK: operations and their outcome

extension RouteReconciler {
  /// The next things to do, in the order in which they were wanted; refused ones again when they are due.
  mutating func nextOperations(limit: Int, at now: MonotonicTime) -> [RouteOperation] {
    if now >= nextRetry { enqueueDue(at: now) }
    var operations: [RouteOperation] = []
    while operations.count < limit, head < queue.count {
      let prefix = queue[head]
      head += 1
      if let metric = strays[prefix]?.first, released.contains(prefix.family) {
        operations.append(RouteOperation(prefix: prefix, action: .deleteStray(metric: metric)))
      }
      guard var entry = entries[prefix] else { continue }
      entry.marks.remove(.queued)
      let action = action(for: &entry, prefix, at: now)
      store(entry, at: prefix)
      if let action { operations.append(RouteOperation(prefix: prefix, action: action)) }
    }
    if head == queue.count {
      queue.removeAll(keepingCapacity: queue.count <= 4096)
      head = 0
    }
    return operations
  }

  private mutating func action(for entry: inout Entry, _ prefix: IPPrefix, at now: MonotonicTime) -> RouteOperation.Action? {
    let isContested = foreign[prefix] != nil
    let isSuspect = entry.marks.contains(.suspect)
    let installed = targets[entry.installed]
    guard let desired = targets[entry.desired] else {
      if entry.marks.contains(.held) || (installed == nil && !isSuspect) { return nil }
      return .delete(installed, everyHop: isContested && prefix.family == .ipv6)
    }
    if let installed {
      if !isSuspect && desired.isSatisfied(by: installed) {
        if refusals.removeValue(forKey: prefix) != nil { report.installed.append(prefix) }
        return nil
      }
      return isContested ? .addThenDelete(new: desired, old: desired.isSatisfied(by: installed) ? nil : installed) : .replace(desired)
    }
    if isContested {
      refuse(prefix, KernelRefusal(errno: KernelRefusal.exists), at: now)
      return nil
    }
    return isSuspect ? .replace(desired) : .add(desired)
  }

  /// Takes the kernel's answer; nil is success.
  mutating func complete(_ operation: RouteOperation, _ refusal: KernelRefusal?, at now: MonotonicTime) {
    let prefix = operation.prefix
    switch operation.action {
    case .add(let target), .replace(let target), .addThenDelete(let target, _):
      if let refusal { failed(prefix, refusal, at: now) } else { succeeded(prefix, target) }
    case .delete:
      // "No such process": it was gone already, which is what was wanted.
      if let refusal, refusal.errno != KernelRefusal.noSuchProcess {
        refuse(prefix, refusal, at: now)
      } else {
        deleted(prefix, wasThere: refusal == nil)
      }
    case .deleteStray(let metric):
      strays[prefix]?.remove(metric)
      if strays[prefix]?.isEmpty == true { strays[prefix] = nil } else { enqueue(prefix) }
    }
  }

  private mutating func succeeded(_ prefix: IPPrefix, _ target: RouteTarget) {
    guard var entry = entries[prefix] else { return }
    setInstalled(target, of: &entry)
    if entry.marks.contains(.drifted) { report.repaired.append(prefix) }
    entry.marks.subtract([.suspect, .drifted])
    refusals[prefix] = nil
    report.installed.append(prefix)
    store(entry, at: prefix)
  }

  private mutating func failed(_ prefix: IPPrefix, _ refusal: KernelRefusal, at now: MonotonicTime) {
    if var entry = entries[prefix] {
      if entry.marks.contains(.suspect) { setInstalled(nil, of: &entry) }
      store(entry, at: prefix)
    }
    // Something has our prefix and metric that no notification told of: ours (then the audit finds it) or somebody else's.
    if refusal.errno == KernelRefusal.exists && foreign[prefix] == nil && refusals[prefix] == nil { wantsAudit = true }
    refuse(prefix, refusal, at: now)
  }

  private mutating func deleted(_ prefix: IPPrefix, wasThere: Bool) {
    guard var entry = entries[prefix] else { return }
    setInstalled(nil, of: &entry)
    if entry.marks.contains(.drifted) && wasThere { report.repaired.append(prefix) }
    entry.marks.subtract([.suspect, .drifted])
    refusals[prefix] = nil
    report.removed.append(prefix)
    if isAuditing { deletedInRound.insert(prefix) }
    store(entry, at: prefix)
  }
}

// MARK: refusals

extension RouteReconciler {
  /// Somebody gained a way to reach next hops: refused routes that may profit are tried at once.
  mutating func networkImproved(_ added: [OnLinkRoute]) {
    guard !refusals.isEmpty, !added.isEmpty else { return }
    let interfaces = Set(added.map(\.interfaceIndex))
    for prefix in Array(refusals.keys) {
      guard let entry = entries[prefix], let target = targets[entry.desired] else { continue }
      let profits = target.nextHops.contains { hop in
        hop.interfaceIndex.map(interfaces.contains) == true
          || hop.gateway.map { gateway in added.contains { $0.prefix.contains(gateway) } } == true
      }
      if profits { enqueue(prefix) }
    }
  }

  private mutating func refuse(_ prefix: IPPrefix, _ refusal: KernelRefusal, at now: MonotonicTime) {
    let previous = refusals[prefix]
    let attempts = min(previous?.attempts ?? 0, 15) + 1
    let wait = min(Self.firstRetry * (1 << (Int(attempts) - 1)), Self.longestRetry)
    let retryAt = now + wait
    refusals[prefix] = Refused(refusal: refusal, attempts: attempts, retryAt: retryAt)
    nextRetry = min(nextRetry, retryAt)
    if previous?.refusal != refusal { report.refused.append(explain(prefix, refusal, wait)) }
  }

  private func explain(_ prefix: IPPrefix, _ refusal: KernelRefusal, _ wait: Duration) -> RouteRefusal {
    guard refusal.errno == KernelRefusal.exists else {
      return RouteRefusal(prefix: prefix, reason: refusal.reason, mend: refusal.mend, retryIn: wait)
    }
    let owner = foreign[prefix].map { "a route of protocol \($0)" } ?? "another route"
    return RouteRefusal(
      prefix: prefix,
      reason: "\(refusal.reason): \(owner) for this prefix has metric \(identity.metric) already, and Apus touches only its own",
      mend: "give that route another metric", retryIn: wait)
  }

  private mutating func enqueueDue(at now: MonotonicTime) {
    nextRetry = .distantFuture
    for (prefix, refused) in refusals {
      // One that is in the queue is due no more; its next failure sets the time anew.
      if refused.retryAt <= now { enqueue(prefix) } else { nextRetry = min(nextRetry, refused.retryAt) }
    }
  }
}

// MARK: entries

extension RouteReconciler {
  mutating func enqueue(_ prefix: IPPrefix) {
    guard var entry = entries[prefix] else {
      if strays[prefix] != nil { queue.append(prefix) }
      return
    }
    enqueue(prefix, &entry)
    entries[prefix] = entry
  }

  mutating func enqueue(_ prefix: IPPrefix, _ entry: inout Entry) {
    guard !entry.marks.contains(.queued) else { return }
    entry.marks.insert(.queued)
    queue.append(prefix)
  }

  /// Writes an entry back, or forgets it when it says nothing.
  mutating func store(_ entry: Entry, at prefix: IPPrefix) {
    let isEmpty =
      entry.desired == TargetTable.none && entry.installed == TargetTable.none && entry.marks.isDisjoint(with: [.queued, .suspect])
    entries[prefix] = isEmpty ? nil : entry
    if isEmpty && !refusals.isEmpty { refusals[prefix] = nil }
  }

  mutating func setInstalled(_ target: RouteTarget?, of entry: inout Entry) {
    let previous = entry.installed
    entry.installed = target.map { targets.retain($0) } ?? TargetTable.none
    targets.release(previous)
    entry.round = round
    installedCount += (entry.installed != TargetTable.none ? 1 : 0) - (previous != TargetTable.none ? 1 : 0)
  }

  mutating func setMark(_ mark: Marks, _ value: Bool, of entry: inout Entry) {
    guard entry.marks.contains(mark) != value else { return }
    if value { entry.marks.insert(mark) } else { entry.marks.remove(mark) }
    if mark == .held { heldCount += value ? 1 : -1 }
  }
}
