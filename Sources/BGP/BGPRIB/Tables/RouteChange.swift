/// A prefix whose best path is now another, on its way to the update groups.
struct RouteChange {
  let number: UInt32
  /// The new best path's attribute set; ``AttributeStore/none`` when the prefix has no route any more.
  let attributes: UInt32
  /// The peer of the new best path.
  let source: UInt16
  /// The peer of the best path before; meaningless when there was none. For groups with ADD-PATH: not 0 when they are to be told.
  var previousSource: UInt16
  /// The next change of the same ``RouteBucket``, counted from one.
  var next: UInt32
}

/// Changes with one attribute set from one peer: what fits into the same messages.
struct RouteBucket {
  let attributes: UInt32
  let source: UInt16
  /// First and last change, counted from one.
  var head: UInt32
  var tail: UInt32
  /// The next bucket of the same attribute set, from another peer.
  var sibling: UInt32
}
