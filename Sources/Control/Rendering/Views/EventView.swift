import ControlAPI

/// `apusctl events`: one line an event.
public enum EventView {
  /// The line with its line feed.
  public static func line(_ event: EventRecord, palette: Palette) -> String {
    let kind = event.kind.rawValue + String(repeating: " ", count: max(0, 13 - event.kind.rawValue.count))
    let peer = event.peer.map { Table.Cell.printable($0) + ": " } ?? ""
    return
      "\(palette.apply(.faint, to: "\(event.time)"))  \(palette.apply(style(event.kind), to: kind))  \(peer)\(Table.Cell.printable(event.text))\n"
  }

  private static func style(_ kind: EventRecord.Kind) -> TextStyle {
    switch kind {
    case .sessionUp: .good
    case .sessionDown, .limit: .bad
    case .fault, .gap: .warning
    default: .plain
    }
  }
}
