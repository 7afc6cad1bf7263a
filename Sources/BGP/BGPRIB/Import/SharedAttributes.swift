import BGPFilters
import BGPWire
import NetTypes

/// Attribute sets and the next hops they hold: released together.
struct SharedAttributes: ~Copyable {
  var store: AttributeStore
  var nextHops: NextHopTable
  var editor = AttributeEditor()

  init(_ configuration: RIBConfiguration) {
    store = AttributeStore(
      capacity: configuration.maximumPrefixes, bytes: 4 << 30, seed: configuration.hashSeed, loops: LoopCheck(configuration))
    nextHops = NextHopTable()
  }

  /// Takes references of a set away.
  @inline(__always)
  mutating func release(_ number: UInt32, _ references: UInt32 = 1) {
    if let nextHop = store.release(number, references) { nextHops.release(nextHop) }
  }

  /// Interns a set whose next hop's reference is the caller's; the reference is taken over, or released when the set has its own.
  mutating func intern(_ canonical: UnsafeRawBufferPointer, _ fields: AttributeFields, nextHop: UInt32) -> UInt32? {
    guard let number = store.intern(canonical, fields, nextHop: nextHop) else {
      nextHops.release(nextHop)
      return nil
    }
    // Each set holds one reference to its next hop, taken when it was added.
    if store[number].pointee.references > 1 { nextHops.release(nextHop) }
    return number
  }

  /// The set that an edit makes of a set, with a reference for the caller; nil when there is no room.
  mutating func edited(_ number: UInt32, _ edit: AttributeEdit) -> UInt32? {
    let set = store[number].pointee
    let result = editor.apply(edit, to: store.bytes(number), fields: set.fields)
    nextHops.retain(set.nextHop)
    return intern(result.canonical, result.fields, nextHop: set.nextHop)
  }
}
