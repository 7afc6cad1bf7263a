/// What the RIB keeps of a prefix: the head of its paths, and what was last decided and told to the update groups.
struct PrefixEntry: BitwiseCopyable {
  /// The first path; the best one when ``Flags/decided`` is set. ``PathArena/none`` for no path.
  var firstPath: UInt32
  /// The attribute set of the best path as last exported, referenced; ``AttributeStore/none`` for no route.
  var attributes: UInt32
  /// The round in which that last changed; slow peers catch up by it.
  var round: UInt32
  /// The peer of the best path as last exported.
  var source: UInt16
  /// The prefix length.
  var length: UInt8
  var flags: UInt8

  static let live: UInt8 = 1
  /// In the queue of prefixes to decide.
  static let dirty: UInt8 = 2
  /// The first path is the best one.
  static let decided: UInt8 = 4
  /// Without paths, waits until every peer has the withdraw.
  static let leaving: UInt8 = 8
  /// In the queue of changes for the kernel.
  static let kernelQueued: UInt8 = 16
  /// The kernel has been given a route and has not been asked to remove it.
  static let kernelWanted: UInt8 = 32
  static let kernelInstalled: UInt8 = 64
  /// A path that the kernel's route is made of went or is another now: the next decision queues the prefix for the kernel.
  static let hopsChanged: UInt8 = 128

  @inline(__always)
  func has(_ flag: UInt8) -> Bool { flags & flag != 0 }
}
