/// A queue of prefix numbers, first in, first out; gives memory back when it has been emptied after a flood.
struct NumberQueue: ~Copyable {
  private var base: UnsafeMutablePointer<UInt32>
  private var capacity = 64
  private var head = 0
  private(set) var count = 0
  /// Numbers ever put in; together with `count` it tells when what is queued now will have been taken.
  private(set) var pushed: UInt64 = 0

  init() { base = .allocate(capacity: 64) }
  deinit { base.deallocate() }

  /// Numbers ever taken out.
  var taken: UInt64 { pushed &- UInt64(count) }

  @inline(__always)
  mutating func push(_ number: UInt32) {
    if count == capacity { resize(capacity &* 2) }
    base[(head &+ count) & (capacity &- 1)] = number
    count &+= 1
    pushed &+= 1
  }

  @inline(__always)
  mutating func pop() -> UInt32? {
    if count == 0 { return nil }
    let number = base[head]
    head = (head &+ 1) & (capacity &- 1)
    count &-= 1
    if count == 0 && capacity > 1 << 16 { resize(64) }
    return number
  }

  /// The oldest number, left where it is.
  var first: UInt32? { count == 0 ? nil : base[head] }

  private mutating func resize(_ newCapacity: Int) {
    let new = UnsafeMutablePointer<UInt32>.allocate(capacity: newCapacity)
    for index in 0..<count { new[index] = base[(head &+ index) & (capacity &- 1)] }
    base.deallocate()
    (base, capacity, head) = (new, newCapacity, 0)
  }
}
