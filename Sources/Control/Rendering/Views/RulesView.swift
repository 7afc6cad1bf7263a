import ControlAPI

/// `apusctl rules` as chains with their rules.
public enum RulesView {
  /// The chains; packets and octets where they were asked for.
  public static func render(_ report: RulesReport, palette: Palette) -> String {
    let state = palette.apply(report.enforced ? .good : .warning, to: Table.Cell.printable(report.why))
    return "\(state)\n" + report.chains.map { chain($0, palette) }.joined()
  }

  private static func chain(_ chain: RulesReport.Chain, _ palette: Palette) -> String {
    var text = "\n\(palette.apply(.strong, to: "chain \(chain.name)"))"
    if let hook = chain.hook { text += "  \(hook)" }
    text += "\n"
    for endpoint in chain.endpoints { text += "  \(palette.apply(.faint, to: "of \(Table.Cell.printable(endpoint))"))\n" }
    for rule in chain.rules { text += line(rule, palette) }
    return text
  }

  private static func line(_ rule: RulesReport.Rule, _ palette: Palette) -> String {
    var text = "  \(Table.Cell.printable(rule.text))"
    if let by = rule.by { text += palette.apply(.faint, to: "  # \(Table.Cell.printable(by))") }
    if let packets = rule.packets {
      let size = HumanSize.text(bytes: Int(clamping: min(rule.bytes ?? 0, 1 << 59)))
      text += "  \(CountText.of(Int(clamping: packets), "packet")), \(size)"
    }
    return text + "\n"
  }
}
