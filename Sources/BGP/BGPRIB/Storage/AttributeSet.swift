import BGPWire

/// One interned attribute set with its next hop: what many routes share. 64 bytes, one line of the cache.
struct AttributeSet {
  /// What the decision process reads.
  var fields: AttributeFields
  /// Where the canonical bytes are, in the store's heap.
  var handle: UInt32
  /// The number of the next hop in the ``NextHopTable``.
  var nextHop: UInt32
  /// Paths, prefixes and caches that hold it; it goes with the last.
  var references: UInt32
  /// 32 bits of the hash, so that growing the index does not read the bytes.
  var hash: UInt32
  /// The bucket of the round that is being exported; 0 outside of one.
  var bucket: UInt32
  /// How many bytes there are.
  var length: UInt16
  /// Loops that were found in the bytes when they were interned.
  var loops: UInt8
  /// How often our AS is in AS_PATH, up to 255: some peers may send it.
  var ownASCount: UInt8

  /// Our AS is in AS_PATH.
  static let ownAS: UInt8 = 1
  /// ORIGINATOR_ID is ours.
  static let ownOriginator: UInt8 = 2
  /// Our cluster is in CLUSTER_LIST.
  static let ownCluster: UInt8 = 4
  /// Our AS of one session is in AS_PATH: never noted in a set, which many sessions share.
  static let sessionAS: UInt8 = 8
}
