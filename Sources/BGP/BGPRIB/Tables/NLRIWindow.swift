import BGPWire
import NetTypes

/// Some prefixes of a field, read ahead: their memory is asked for in steps, so that the misses of many prefixes are waited for together.
struct NLRIWindow: ~Copyable {
  /// A prefix with all that finding it takes.
  struct Place {
    let high: UInt64
    let low: UInt64
    let hash: UInt64
    let pathID: UInt32
    /// Its number, once it is known.
    var number: UInt32
    let length: UInt8
  }

  static let capacity = 32

  let places = Arena<Place>(capacity: NLRIWindow.capacity)
  /// Places that are filled.
  private(set) var count = 0

  /// Reads the next prefixes; none are left when ``count`` is 0 then. Those before one that cannot be read are in.
  @inline(__always)
  mutating func fill(_ reader: inout NLRIReader, _ table: borrowing PrefixTable, _ fault: inout AttributeFault?) {
    var filled = 0
    do throws(AttributeFault) {
      while filled < Self.capacity, let nlri = try reader.next() {
        let (high, low, length) = (nlri.prefix.high, nlri.prefix.low, nlri.prefix.length)
        let hash = table.hash(high: high, low: low, length: length)
        table.prefetchSlot(hash)
        places[filled] = Place(high: high, low: low, hash: hash, pathID: nlri.pathID, number: PrefixTable.none, length: length)
        filled &+= 1
      }
    } catch {
      fault = error
    }
    count = filled
    var index = 0
    while index < filled {
      table.prefetchEntry(places.base[index].hash)
      index &+= 1
    }
  }
}
