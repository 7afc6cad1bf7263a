import ControlAPI

/// `apusctl diff` and `apusctl reload`: what changes and what that costs.
public enum ReloadView {
  /// One line a change, its fields under it, the sum at the end; problems are not in it.
  public static func render(_ diff: ReloadDiff, palette: Palette) -> String {
    if diff.changes.isEmpty { return diff.problems.contains { $0.severity == .error } ? "" : "\(diff.file): no changes\n" }
    var text = ""
    for change in diff.changes {
      text += "\(mark(change.action, palette)) \(Table.Cell.printable(change.subject))\(cost(change, palette))\n"
      for field in change.fields {
        text += "    \(field.field): \(Table.Cell.printable(field.old ?? "")) -> \(Table.Cell.printable(field.new ?? ""))\n"
      }
    }
    return text + sum(diff) + "\n"
  }

  private static func mark(_ action: ReloadDiff.Action, _ palette: Palette) -> String {
    switch action {
    case .add: palette.apply(.good, to: "+")
    case .change: palette.apply(.warning, to: "~")
    case .remove: palette.apply(.bad, to: "-")
    }
  }

  private static func cost(_ change: ReloadDiff.Change, _ palette: Palette) -> String {
    let why = change.why.isEmpty ? "" : " (\(Table.Cell.printable(change.why)))"
    return switch change.effect {
    case .none: why
    case .reevaluate: "  routes are evaluated again\(why)"
    case .reset: "  " + palette.apply(.bad, to: change.isOfPeer ? "resets the session" : "resets sessions") + why
    case .restart: "  " + palette.apply(.warning, to: "needs a restart of apusd") + why
    }
  }

  private static func sum(_ diff: ReloadDiff) -> String {
    let changes = CountText.of(diff.changes.count, "change")
    return "\(changes) \(diff.applied ? "applied" : "not applied yet"), \(CountText.of(diff.resets, "session")) reset"
  }
}
