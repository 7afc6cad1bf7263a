/// The changes of one round, sorted into buckets without sorting: each attribute set remembers its bucket while the batch is filled.
struct RouteBatch: ~Copyable {
  static let capacity = 1 << 18

  let changes = Arena<RouteChange>(capacity: RouteBatch.capacity + 1)
  let buckets = Arena<RouteBucket>(capacity: RouteBatch.capacity + 1)
  /// The path identifiers of changes for a group with ADD-PATH; touched only then.
  let pathIDs = Arena<UInt32>(capacity: RouteBatch.capacity + 1)
  private(set) var count = 0
  private(set) var bucketCount = 0

  var isEmpty: Bool { count == 0 }
  var isFull: Bool { count == Self.capacity }

  /// Adds a change. Those without a route share the first bucket of their source.
  @inline(__always)
  mutating func add(_ change: RouteChange, _ store: borrowing AttributeStore) {
    count &+= 1
    changes[count] = change
    let link = store[change.attributes]
    var at = link.pointee.bucket
    while at != 0 {
      let bucket = buckets.base + Int(at)
      if bucket.pointee.source == change.source {
        changes.base[Int(bucket.pointee.tail)].next = UInt32(count)
        bucket.pointee.tail = UInt32(count)
        return
      }
      at = bucket.pointee.sibling
    }
    bucketCount &+= 1
    buckets[bucketCount] = RouteBucket(
      attributes: change.attributes, source: change.source, head: UInt32(count), tail: UInt32(count), sibling: link.pointee.bucket)
    link.pointee.bucket = UInt32(bucketCount)
  }

  /// Adds a path for a group with ADD-PATH.
  mutating func add(_ change: RouteChange, pathID: UInt32, _ store: borrowing AttributeStore) {
    add(change, store)
    pathIDs[count] = pathID
  }

  /// A group with ADD-PATH has to be told of the path at this place: nothing else uses the previous source there.
  func markForAnnouncement(_ at: Int) { changes.base[at].previousSource = 1 }

  /// Empties the batch.
  mutating func reset(_ store: borrowing AttributeStore) {
    var at = 1
    while at <= bucketCount {
      store[buckets[at].attributes].pointee.bucket = 0
      at &+= 1
    }
    (count, bucketCount) = (0, 0)
  }
}
