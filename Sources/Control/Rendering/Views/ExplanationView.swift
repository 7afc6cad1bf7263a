import ControlAPI

/// `apusctl explain` as steps under the answer.
public enum ExplanationView {
  /// The answer and how it came to it.
  public static func render(_ explanation: Explanation, palette: Palette) -> String {
    let subject = palette.apply(.strong, to: explanation.subject)
    var text = "\(subject): \(palette.apply(explanation.positive ? .good : .bad, to: Table.Cell.printable(explanation.summary)))\n"
    let width = explanation.steps.map { title($0.stage).count }.max() ?? 0
    for step in explanation.steps { text += line(step, width: width, palette: palette) }
    return text
  }

  private static func line(_ step: Explanation.Step, width: Int, palette: Palette) -> String {
    let name = title(step.stage)
    let indent = String(repeating: " ", count: width + 6)
    var text = "  \(mark(step.outcome, palette)) \(name)\(String(repeating: " ", count: width - name.count))  "
    text += Table.Cell.printable([step.from.map { "[\($0)] " }, step.text].compactMap(\.self).joined())
    if let rule = step.rule { text += palette.apply(.faint, to: " (\(Table.Cell.printable(rule)))") }
    if let mend = step.mend { text += "\n\(indent)\(Table.Cell.printable(mend))" }
    return text + "\n"
  }

  private static func mark(_ outcome: Explanation.Outcome, _ palette: Palette) -> String {
    switch outcome {
    case .pass: palette.apply(.good, to: "+")
    case .fail: palette.apply(.bad, to: "x")
    case .note: palette.apply(.faint, to: "-")
    }
  }

  private static func title(_ stage: Explanation.Stage) -> String {
    switch stage {
    case .importFilter: "import filter"
    case .exportFilter: "export filter"
    case .nextHop: "next hop"
    default: stage.rawValue
    }
  }
}
