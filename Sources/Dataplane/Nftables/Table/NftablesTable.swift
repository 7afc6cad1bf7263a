import KernelRoutes
import PolicyEnforcement

/// The kernel's table of one node, kept as the newest plan says. For one thread; it lives in the network namespace of the one that made it.
///
/// The table outlives its owner: policy stays in force while the daemon is away, and the next start replaces it in one transaction.
public final class NftablesTable {
  /// How a plan came into the kernel.
  public enum Way: String, Hashable, Sendable {
    /// There was nothing to do.
    case nothing
    /// Elements of sets and maps, straight over nfnetlink.
    case elements
    /// A transaction of nft(8) with the difference.
    case difference
    /// A transaction of nft(8) with everything.
    case everything
  }

  private let name: String
  private let socket: NetlinkSocket
  private let monitor: NetlinkSocket
  private var sequence: UInt32 = 1
  /// Who changes the table for us: our socket, and the runs of nft(8).
  private var ownPorts: Set<UInt32>
  /// What the kernel holds as far as it was given as a whole; nil after changes, and if it is not known.
  public private(set) var plan: RulesetPlan?
  /// Whether the kernel holds what was asked for last.
  private var isKnown = false

  /// Opens the way to the kernel; changes nothing.
  public init(name: String = "apus") throws(NftablesFailure) {
    self.name = name
    do throws(KernelFailure) {
      socket = try NetlinkSocket(receiveBuffer: 1 << 20, family: NfnetlinkNumbers.socketFamily)
      monitor = try NetlinkSocket(receiveBuffer: 8 << 20, family: NfnetlinkNumbers.socketFamily)
      try monitor.join(NfnetlinkNumbers.tablesGroup)
    } catch { throw NftablesFailure(operation: "reach the kernel's tables", reason: "\(error)") }
    ownPorts = [socket.port]
  }

  /// Readable when somebody, we or others, has changed a table: then ask ``hasForeignChange()``.
  public var monitorDescriptor: Int32 { monitor.descriptor }

  /// Makes the kernel hold a plan, as a whole or not at all: on failure the older plan stays in force, and the next call sends everything.
  @discardableResult
  public func apply(_ new: RulesetPlan) throws(NftablesFailure) -> Way {
    guard let plan else { return try replace(with: new) }
    let change = RulesetChange(from: plan, to: new)
    if change.isEmpty { return .nothing }
    let way = try apply(change, giving: new)
    self.plan = new
    return way
  }

  /// Makes a change that led to a plan, without comparing plans. If the table is not what the change starts from, it gets the whole plan.
  @discardableResult
  public func apply(_ change: RulesetChange, giving new: RulesetPlan) throws(NftablesFailure) -> Way {
    if !isKnown || change.isReplacement { return try replace(with: new) }
    // Not kept: a second owner would make the plan's next small change a copy of everything.
    plan = nil
    if change.isEmpty { return .nothing }
    do throws(NftablesFailure) {
      if change.isElementsOnly {
        try send(change)
        return .elements
      }
      try run(PlanRendering.change(table: name, change))
      return .difference
    } catch {
      // Somebody else was there.
      return try replace(with: new)
    }
  }

  /// Replaces the table, whatever it holds, in one transaction: packets see either the older or the newer rules.
  @discardableResult
  public func replace(with new: RulesetPlan) throws(NftablesFailure) -> Way {
    (plan, isKnown) = (nil, false)
    try run(PlanRendering.replace(table: name, with: new))
    (plan, isKnown) = (new, true)
    return .everything
  }

  /// Takes the table away: nothing is enforced after that.
  public func remove() throws(NftablesFailure) {
    (plan, isKnown) = (nil, false)
    try run(PlanRendering.remove(table: name))
  }

  /// Whether somebody else has changed the table since the last call; then it is to be replaced. Other tables are nobody's business.
  public func hasForeignChange() -> Bool {
    var isForeign = false
    while true {
      let outcome = monitor.receive { message in
        guard message.kind >> 8 == NfnetlinkNumbers.tables, message.kind & 0xFF != NftablesMessage.newGeneration,
          !ownPorts.contains(message.port)
        else { return }
        var attributes = AttributeReader(message.payload, after: 4)
        // In messages about every kind of object the first attribute is the table's name.
        while let attribute = attributes.next() {
          if attribute.type == ElementListAttribute.table, attribute.payload.text == name { isForeign = true }
        }
      }
      switch outcome {
      case .received: continue
      case .lost: isForeign = true
      case .empty:
        // Runs of nft(8) that have ended will not be heard of again, and their numbers may become another's.
        ownPorts = [socket.port]
        if isForeign { (plan, isKnown) = (nil, false) }
        return isForeign
      }
    }
  }

  private func run(_ transaction: String) throws(NftablesFailure) { ownPorts.insert(try NftProgram.run(transaction)) }

  /// What each counter of the table has counted, by its name; ``RulesetPlan/reasons`` says what that is about.
  public func counters() throws(NftablesFailure) -> [String: CounterValue] {
    var values: [String: CounterValue] = [:]
    var writer = NetlinkWriter()
    let number = sequence
    sequence &+= 1
    let kind = NfnetlinkNumbers.tables << 8 | NftablesMessage.getObject
    writer.message(kind, [.request, .dump], sequence: number) { writer in
      writer.header(family: NfnetlinkNumbers.inet, resource: 0)
      writer.attribute(ObjectAttribute.table, text: name)
    }
    try exchange(writer.bytes, [number]) { message in
      if let reading = CounterReading(message.payload), reading.table == name { values[reading.name] = reading.value }
    }
    return values
  }

  // MARK: - Elements

  private func send(_ change: RulesetChange) throws(NftablesFailure) {
    var batch = ElementBatch(table: name, firstSequence: sequence)
    batch.add(change)
    let bytes = batch.finish()
    sequence &+= UInt32(batch.sequences.count + 2)
    try exchange(bytes, Set(batch.sequences))
  }

  /// Sends requests and waits for their acknowledgements, or the end of a dump; the kernel has worked through them when the call that sends
  /// returns.
  private func exchange(
    _ bytes: [UInt8], _ expected: Set<UInt32>, _ handle: (NetlinkMessage) -> Void = { _ in }
  ) throws(NftablesFailure) {
    if let problem = socket.send(bytes) {
      throw NftablesFailure(operation: "send elements", reason: KernelRefusal(errno: problem).reason)
    }
    var (waiting, refusal): (Set<UInt32>, KernelRefusal?) = (expected, nil)
    while !waiting.isEmpty && refusal == nil {
      let outcome = socket.receive { message in
        if message.kind == NfnetlinkNumbers.done { waiting.remove(message.sequence) }
        guard let answer = Acknowledgement(message) else { return handle(message) }
        waiting.remove(message.sequence)
        refusal = refusal ?? answer.refusal
      }
      if case .received = outcome { continue }
      if outcome == .lost || !socket.waitUntilReadable(milliseconds: 2000) {
        throw NftablesFailure(operation: "change elements", reason: "no answer from the kernel")
      }
    }
    if let refusal { throw NftablesFailure(operation: "change elements", reason: refusal.reason) }
  }
}
