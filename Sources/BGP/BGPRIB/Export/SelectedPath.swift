/// A path on its way to an update group with ADD-PATH.
struct SelectedPath {
  let path: UInt32
  /// Its attribute set after the import rules.
  let attributes: UInt32
  let source: UInt16

  init(_ candidate: Candidate) { (path, attributes, source) = (candidate.path, candidate.attributes, candidate.peer) }
}
