/// One path of one prefix.
struct PathEntry: BitwiseCopyable {
  /// The prefix's next path.
  var next: UInt32
  /// The attribute set as received (Adj-RIB-In); what the import rules made of it is in ``PathArena/policed``.
  var attributes: UInt32
  /// The peer that it is from.
  var peer: UInt16
  var flags: UInt16
  /// When it came, in seconds of the monotonic clock; for a local route the number of its ``LocalRoute``.
  var age: UInt32

  /// The lowest bits count the sessions of the peer: a path of an earlier session is stale or going.
  static let generationMask: UInt16 = 7
  /// An import rule refuses it.
  static let filtered: UInt16 = 8
  /// An import rule or OTC changed it: ``PathArena/policed`` holds the result.
  static let edited: UInt16 = 16
  /// RFC 9234 §5: it leaks.
  static let leaked: UInt16 = 32
  /// It has a path identifier in ``PathArena/identifiers``.
  static let identified: UInt16 = 64
  /// It goes to the kernel beside the best one.
  static let multipath: UInt16 = 128
  /// It was a loop when it was last judged; for the counts, the decision looks at its set itself.
  static let looped: UInt16 = 256
  /// It is not taken into use, whatever the reason.
  static let refused = filtered | leaked | looped

  @inline(__always)
  func has(_ flag: UInt16) -> Bool { flags & flag != 0 }
}

/// All paths of one family, linked by prefix.
struct PathArena: ~Copyable {
  /// "No path."
  static let none: UInt32 = 0

  let paths: Arena<PathEntry>
  /// The attribute set after the import rules, where they changed it; its pages are touched only then.
  let policed: Arena<UInt32>
  /// The rule that refused a path, or the identifier it has (RFC 7911); touched only then.
  let identifiers: Arena<UInt32>
  private var end: UInt32 = 1
  private var freeHead: UInt32 = 0
  /// Paths in use.
  private(set) var count = 0

  init(capacity: Int) {
    paths = Arena(capacity: capacity)
    policed = Arena(capacity: capacity)
    identifiers = Arena(capacity: capacity)
  }

  /// A free place, or ``none`` when there is none.
  @inline(__always)
  mutating func allocate() -> UInt32 {
    let path: UInt32
    if freeHead != 0 {
      path = freeHead
      freeHead = paths[Int(path)].next
    } else {
      guard Int(end) < paths.capacity else { return Self.none }
      path = end
      end &+= 1
    }
    count &+= 1
    return path
  }

  /// Gives a place back.
  @inline(__always)
  mutating func release(_ path: UInt32) {
    paths[Int(path)].next = freeHead
    freeHead = path
    count &-= 1
  }
}
