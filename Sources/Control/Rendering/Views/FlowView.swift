import ControlAPI

/// `apusctl explain flow` as the verdict, and under it what both ends looked at.
public enum FlowView {
  /// The answer and how it came to it.
  public static func render(_ report: FlowReport, subject: String, palette: Palette) -> String {
    let verdict = palette.apply(report.verdict == "allow" ? .good : .bad, to: report.verdict)
    let head = "\(palette.apply(.strong, to: subject)): \(verdict)\n"
    return head + side("egress", report.egress, palette) + side("ingress", report.ingress, palette)
  }

  private static func side(_ name: String, _ side: FlowReport.Side, _ palette: Palette) -> String {
    let mark = side.verdict == "allow" ? palette.apply(.good, to: "+") : palette.apply(.bad, to: "x")
    let head = "  \(mark) \(name)  \(side.verdict) by \(Table.Cell.printable(side.by))\n"
    return head + side.trace.map { "      \(palette.apply(.faint, to: Table.Cell.printable($0)))\n" }.joined()
  }
}
