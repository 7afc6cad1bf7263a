import ControlAPI

/// `apusctl matrix` as a table.
public enum MatrixView {
  /// One line a pair; with what probes saw as soon as one has seen something.
  public static func render(_ entries: [MatrixEntry], options: Table.Options) -> String {
    let isObserved = entries.contains { $0.observed != nil }
    var columns: [Table.Column] = [.init("FROM"), .init("TO"), .init("PORT"), .init("POLICY")]
    if isObserved { columns.append(.init("OBSERVED")) }
    columns += [.init("EGRESS BY", isWide: true), .init("INGRESS BY", isWide: true)]
    return Table.render(columns, rows: entries.map { row($0, isObserved) }, options: options)
  }

  private static func row(_ entry: MatrixEntry, _ isObserved: Bool) -> [Table.Cell] {
    var cells: [Table.Cell] = [.init(entry.from), .init(entry.to), .init(entry.port), verdict(entry.predicted)]
    if isObserved {
      let differs = entry.observed != nil && entry.observed != entry.predicted
      cells.append(differs ? .init("\(entry.observed ?? "") (!)", .warning) : verdict(entry.observed))
    }
    return cells + [.init(entry.by.egress), .init(entry.by.ingress)]
  }

  private static func verdict(_ text: String?) -> Table.Cell { .init(text, text == "allow" ? .good : text == nil ? .faint : .bad) }
}
