/// Neighbours in an array: where they begin and how many they are.
struct Span: Hashable, Sendable {
  var start: UInt32 = 0
  var count: UInt32 = 0

  var isEmpty: Bool { count == 0 }
  var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// Lists of plain values one behind the other in one array, so that reading one counts no references.
struct Lists<Element: Sendable>: Sendable {
  private(set) var elements: [Element] = []
  /// Places that were given back, by their length.
  private var free: [UInt32: [UInt32]] = [:]

  @inline(__always)
  subscript(index: Int) -> Element { elements[index] }

  mutating func add(_ list: [Element]) -> Span {
    let count = UInt32(list.count)
    if count == 0 { return Span() }
    if let start = free[count]?.popLast() {
      elements.replaceSubrange(Int(start)..<Int(start + count), with: list)
      return Span(start: start, count: count)
    }
    defer { elements += list }
    return Span(start: UInt32(elements.count), count: count)
  }

  /// The next list of this length takes the place.
  mutating func release(_ span: Span) {
    if !span.isEmpty { free[span.count, default: []].append(span.start) }
  }
}
