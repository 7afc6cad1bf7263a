import ControlAPI

/// `apusctl status` as one screen.
public enum StatusView {
  /// The screen; what is wrong comes last, so that it stands above the prompt.
  public static func render(_ status: StatusReport, palette: Palette) -> String {
    let number = status.asNumber.map { "AS \($0)" } ?? "no BGP"
    let identifier = status.routerID.map { ", router ID \($0)" } ?? ""
    let health = palette.apply(status.state == .ok ? .good : .bad, to: status.state.rawValue)
    var text = "\(palette.apply(.strong, to: status.node))  \(number)\(identifier)  \(health)\n"
    for (name, value) in facts(status) { text += "  \(pad(name, 12))\(value)\n" }
    for condition in status.conditions {
      text += "\(palette.apply(.bad, to: "!")) \(Table.Cell.printable("\(condition.subject): \(condition.why)"))\n"
      if let mend = condition.mend { text += "    \(Table.Cell.printable(mend))\n" }
    }
    for problem in status.configuration.problems { text += problem.rendered + "\n" }
    return text
  }

  private static func facts(_ status: StatusReport) -> [(String, String)] {
    var facts: [(String, String)] = [
      ("version", status.version),
      ("up", "\(HumanDuration.text(seconds: status.uptime))\(status.ready ? "" : ", not ready yet")"),
      ("config", "\(status.configuration.file), applied \(status.configuration.appliedAt)"),
      ("sessions", sessions(status.sessions)),
    ]
    for routes in status.routes {
      facts.append(("\(routes.family)", "\(routes.prefixes) prefixes, \(routes.paths) paths, \(routes.installed) installed"))
    }
    facts.append(("workloads", "\(status.workloads.advertised) of \(status.workloads.total) advertised"))
    facts.append(("kernel", kernel(status.kernel)))
    if let memory = status.residentMemory { facts.append(("memory", HumanSize.text(bytes: memory))) }
    return facts
  }

  private static func sessions(_ totals: StatusReport.SessionTotals) -> String {
    let disabled = totals.disabled == 0 ? "" : ", \(totals.disabled) disabled"
    return "\(totals.established) of \(totals.configured) established\(disabled)"
  }

  private static func kernel(_ totals: StatusReport.KernelTotals) -> String {
    guard totals.enabled else { return "learned routes are not installed (kernel.export)" }
    return "\(totals.installed) routes, \(totals.refused) refused, \(totals.repaired) repaired"
  }

  private static func pad(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(1, width - text.count)) }
}
