/// Counts of one peer in one family, kept as paths come and go.
struct PeerCounts {
  /// Paths in the Adj-RIB-In, those of earlier sessions included.
  var paths: UInt32 = 0
  /// Of these, paths that an import rule or a loop check refuses, or that leak.
  var filtered: UInt32 = 0
  /// Of these, paths of an earlier session.
  var stale: UInt32 = 0
  /// Announcements since the session or the last refresh began that the prefix limit left out, less later withdraws of routes that we do
  /// not have: a prefix that is left out twice counts twice, since nothing is kept of it.
  var refused: UInt32 = 0
  /// The limit was passed and reported.
  var isOverLimit = false
}
