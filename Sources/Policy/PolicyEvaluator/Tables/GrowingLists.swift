/// Sorted lists of numbers that grow at their ends, one behind the other in one array.
struct GrowingLists: Sendable {
  private struct Place: Sendable {
    var start: UInt32 = 0
    var count: UInt32 = 0
    var capacity: UInt32 = 0
  }

  private var places: [Place] = []
  private var elements: [UInt32] = []

  var count: Int { places.count }

  /// Adds an empty list.
  mutating func addList() { places.append(Place()) }

  /// Adds a number that is greater than all in the list.
  mutating func append(_ element: UInt32, to list: Int) {
    if places[list].count == places[list].capacity { grow(list) }
    elements[Int(places[list].start + places[list].count)] = element
    places[list].count += 1
  }

  /// A full list moves to the end, with room for as many again.
  private mutating func grow(_ list: Int) {
    let old = places[list]
    places[list].start = UInt32(elements.count)
    places[list].capacity = max(4, old.capacity * 2)
    for index in 0..<old.count { elements.append(elements[Int(old.start + index)]) }
    elements.append(contentsOf: repeatElement(0, count: Int(places[list].capacity - old.count)))
  }

  func span(_ list: Int) -> Span { Span(start: places[list].start, count: places[list].count) }

  @inline(__always)
  subscript(index: Int) -> UInt32 { elements[index] }

  func contains(_ element: UInt32, in list: Int) -> Bool {
    let place = places[list]
    var (low, high) = (Int(place.start), Int(place.start) + Int(place.count))
    while low < high {
      let middle = (low + high) / 2
      if elements[middle] < element { low = middle + 1 } else { high = middle }
    }
    return low < Int(place.start) + Int(place.count) && elements[low] == element
  }
}
