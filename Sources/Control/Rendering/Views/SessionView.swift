import ControlAPI

/// `apusctl sessions` as a table.
public enum SessionView {
  /// The table.
  public static func render(_ sessions: [SessionStatus], at now: Timestamp, options: Table.Options) -> String {
    Table.render(columns, rows: sessions.map { row($0, at: now) }, options: options)
  }

  static let columns: [Table.Column] = [
    .init("PEER"), .init("ADDRESS"), .init("AS", .right), .init("STATE"), .init("SINCE", .right), .init("RECEIVED", .right),
    .init("ACCEPTED", .right), .init("FILTERED", .right, isWide: true), .init("SENT", .right), .init("FAMILIES", isWide: true),
    .init("HOLD", .right, isWide: true), .init("ROUTER-ID", isWide: true), .init("LOCAL", isWide: true), .init("UPS", .right, isWide: true),
    .init("QUEUED", .right, isWide: true), .init("WHY"),
  ]

  static func row(_ session: SessionStatus, at now: Timestamp) -> [Table.Cell] {
    let families = session.families.filter(\.negotiated).map(\.family).joined(separator: ",")
    return [
      .init(session.peer), .init(session.address), .init(session.asNumber?.description), .init(session.state.rawValue, style(session)),
      .init(HumanDuration.age(of: session.since, at: now)), "\(session.received)", "\(session.accepted)", "\(session.filtered)",
      "\(session.sent)", .init(families), .init(session.holdTime.map { "\($0)s" }), .init(session.routerID), .init(session.localAddress),
      "\(session.establishedCount)", .init(HumanSize.text(bytes: session.output.queuedBytes)),
      .init(session.why + slowness(session.output)),
    ]
  }

  /// A peer that reads slower than it is sent to surprises people: it is said where they look first.
  private static func slowness(_ output: SessionStatus.OutputStatus) -> String {
    guard output.slow || output.resynchronising else { return "" }
    let fate = output.resynchronising ? "it gets the latest state when it reads again" : "its socket takes no more"
    return "; slow: \(HumanSize.text(bytes: output.queuedBytes)) wait, \(fate)"
  }

  static func style(_ session: SessionStatus) -> TextStyle {
    switch session.state {
    case .established: .good
    case .idle: session.enabled ? .bad : .faint
    case .connect, .active, .openSent, .openConfirm: .warning
    }
  }
}
