/// What an update group with ADD-PATH has of each prefix: its paths under the identifiers that they are sent with (RFC 7911 §3).
///
/// A path is sent with its number in the ``PathArena``: unique, and the same for as long as the path is there, however its attributes
/// change. Each path has the attribute set that the group was told of, referenced. Groups without ADD-PATH have nothing of this.
final class AdvertisedPaths {
  /// One path of one prefix as the group has it.
  struct Node {
    /// The prefix's next path; 0 at the end.
    var next: UInt32
    let pathID: UInt32
    var attributes: UInt32
    /// The round in which the path last changed; slow peers catch up by it.
    var round: UInt32
    var source: UInt16
    /// It is among those that the group should have: set and cleared within one update.
    var isWanted: Bool
  }

  /// A path that the group lost; slow peers may not have been told yet.
  struct Gone {
    let number: UInt32
    let pathID: UInt32
    let round: UInt32
  }

  /// What became of a path that the group should have.
  enum Outcome {
    case unchanged
    case added
    /// The identifier stood for a path of another set or source before.
    case replaced(attributes: UInt32, source: UInt16)
  }

  let selection: PathSelection
  private let heads: Arena<UInt32>
  private let nodes: Arena<Node>
  private var end: UInt32 = 1
  private var freeHead: UInt32 = 0
  /// In the order of their rounds.
  private(set) var gone: [Gone] = []
  private var compactionSize = 4096

  init(_ selection: PathSelection, _ configuration: RIBConfiguration) {
    self.selection = selection
    heads = Arena(capacity: configuration.maximumPrefixes)
    nodes = Arena(capacity: configuration.maximumPathCount)
  }

  /// The paths of a prefix, first to last.
  func each(_ number: UInt32, _ body: (Node) -> Void) {
    var at = heads[Int(number)]
    while at != 0 {
      body(nodes[Int(at)])
      at = nodes[Int(at)].next
    }
  }

  /// The path that has an identifier.
  func path(_ pathID: UInt32, of number: UInt32) -> Node? {
    let at = find(pathID, of: number)
    return at == 0 ? nil : nodes[Int(at)]
  }

  func has(_ number: UInt32) -> Bool { heads[Int(number)] != 0 }

  private func find(_ pathID: UInt32, of number: UInt32) -> UInt32 {
    var at = heads[Int(number)]
    while at != 0 && nodes[Int(at)].pathID != pathID { at = nodes[Int(at)].next }
    return at
  }

  /// The group should have a path; references of attribute sets are the caller's.
  func want(_ pathID: UInt32, of number: UInt32, attributes: UInt32, source: UInt16, round: UInt32) -> Outcome {
    let known = find(pathID, of: number)
    guard known != 0 else {
      add(Node(next: heads[Int(number)], pathID: pathID, attributes: attributes, round: round, source: source, isWanted: true), to: number)
      return .added
    }
    let node = nodes.base + Int(known)
    node.pointee.isWanted = true
    let old = node.pointee
    if old.attributes == attributes && old.source == source { return .unchanged }
    (node.pointee.attributes, node.pointee.source, node.pointee.round) = (attributes, source, round)
    return .replaced(attributes: old.attributes, source: old.source)
  }

  private func add(_ node: Node, to number: UInt32) {
    var at = freeHead
    if at != 0 {
      freeHead = nodes[Int(at)].next
    } else {
      // There are no more paths than the path arena has room for, which is as much.
      precondition(Int(end) < nodes.capacity, "more paths advertised than there are")
      at = end
      end += 1
    }
    nodes[Int(at)] = node
    heads[Int(number)] = at
  }

  /// Takes out the paths of a prefix that ``want(_:of:attributes:source:round:)`` was not called for since the last time.
  func dropUnwanted(of number: UInt32, round: UInt32, _ body: (Node) -> Void) {
    var before: UInt32 = 0
    var at = heads[Int(number)]
    while at != 0 {
      let node = nodes[Int(at)]
      if node.isWanted {
        nodes.base[Int(at)].isWanted = false
        before = at
      } else {
        if before == 0 { heads[Int(number)] = node.next } else { nodes.base[Int(before)].next = node.next }
        nodes.base[Int(at)].next = freeHead
        freeHead = at
        gone.append(Gone(number: number, pathID: node.pathID, round: round))
        body(node)
      }
      at = node.next
    }
  }

  /// Forgets lost paths that every peer has been told of: those up to the round.
  func forgetGone(through round: UInt32) {
    let known = gone.firstIndex { Int32(bitPattern: $0.round &- round) > 0 } ?? gone.count
    if known > 0 { gone.removeFirst(known) }
    if gone.isEmpty { gone = [] }
    if gone.count > compactionSize { compact() }
  }

  /// While a peer is slow a path may go many times: the last time tells all.
  private func compact() {
    var seen: Set<UInt64> = []
    gone = gone.reversed().filter { seen.insert(UInt64($0.number) << 32 | UInt64($0.pathID)).inserted }.reversed()
    compactionSize = max(4096, gone.count * 2)
  }
}
