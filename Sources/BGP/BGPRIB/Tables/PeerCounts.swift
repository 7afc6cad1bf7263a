/// Counts of one peer in one family, kept as paths come and go.
struct PeerCounts {
  /// Paths in the Adj-RIB-In, those of earlier sessions included.
  var paths: UInt32 = 0
  /// Of these, paths that an import rule or a loop check refuses, or that leak.
  var filtered: UInt32 = 0
  /// Of these, paths of an earlier session.
  var stale: UInt32 = 0
  /// The limit was passed and reported.
  var isOverLimit = false
}
