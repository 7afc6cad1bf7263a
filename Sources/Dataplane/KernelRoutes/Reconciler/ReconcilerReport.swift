import NetTypes

/// What changed since the last report.
struct ReconcilerReport: Equatable {
  var installed: [IPPrefix] = []
  var removed: [IPPrefix] = []
  var refused: [RouteRefusal] = []
  var repaired: [IPPrefix] = []

  var isEmpty: Bool { installed.isEmpty && removed.isEmpty && refused.isEmpty && repaired.isEmpty }
}
