import ControlAPI
import Diagnostics
import Resources

extension ReloadDiff {
  /// What lies between two configurations, in the API's words.
  init(file: String, applied: Bool, old: NodeConfiguration, new: NodeConfiguration, problems: [Problem]) {
    let diff = ConfigurationDiff.between(old, new)
    var changes = diff.settings.map { setting in
      Change(
        .change, setting.field, fields: [FieldChange(setting.field, old: setting.old, new: setting.new)], effect: Effect(setting.effect),
        why: Self.why(setting.effect))
    }
    changes += diff.peers.map(Self.change)
    changes += diff.filters.map { Change(Action($0.kind), "filter \($0.name)", effect: .reevaluate, why: "routes are evaluated again") }
    changes += diff.workloads.map { Change(Action($0.kind), "workload \($0.name)", effect: .none) }
    changes += diff.blocks.map { Change(Action($0.kind), "block \($0.name)", effect: .none) }
    changes += VerdictDiff(old.policyModel, new.policyModel).policies
    self.init(file: file, applied: applied, changes: changes, problems: problems)
  }

  /// What is read when the daemon starts only.
  var awaitingRestart: [Change] { changes.filter { $0.effect == .restart } }

  /// `3 changes, 1 session reset; kernel.table needs a restart of apusd`: what waits is not among the changes.
  var summary: String {
    let waiting = awaitingRestart
    let done = "\(CountText.of(changes.count - waiting.count, "change")), \(CountText.of(resets, "session reset"))"
    guard !waiting.isEmpty else { return done }
    return "\(done); \(waiting.map(\.subject).joined(separator: ", ")) \(waiting.count == 1 ? "needs" : "need") a restart of apusd"
  }

  private static func change(_ peer: PeerChange) -> Change {
    let fields = peer.fields.map { FieldChange($0.field, old: $0.old, new: $0.new) }
    switch peer.kind {
    case .added: return Change(.add, "peer \(peer.name)", effect: .none, why: "a new session")
    case .removed: return Change(.remove, "peer \(peer.name)", effect: .reset, why: "its session ends")
    case .changed:
      if peer.isResetByNode {
        return Change(.change, "peer \(peer.name)", fields: fields, effect: .reset, why: "a setting of the node changes")
      }
      let worst = peer.fields.map(\.effect).max() ?? .immediate
      return Change(.change, "peer \(peer.name)", fields: fields, effect: Effect(worst), why: why(worst))
    }
  }

  private static func why(_ effect: Resources.FieldChange.Effect) -> String {
    switch effect {
    case .nothing: "has no effect in this version"
    case .immediate: "takes effect at once"
    case .reevaluation: "routes are evaluated again, the session stays"
    case .nextSession: "takes effect with the next session"
    case .reset: "needs a new session"
    case .restart: "takes effect when apusd is started again"
    }
  }
}

extension ReloadDiff.Effect {
  init(_ effect: Resources.FieldChange.Effect) {
    switch effect {
    case .nothing, .immediate, .nextSession: self = .none
    case .reevaluation: self = .reevaluate
    case .reset: self = .reset
    case .restart: self = .restart
    }
  }
}

extension ReloadDiff.Action {
  init(_ kind: NamedChange.Kind) {
    switch kind {
    case .added: self = .add
    case .removed: self = .remove
    case .changed: self = .change
    }
  }
}

extension StatusReport.Condition {
  /// The settings of a configuration that are not in force, since they are read when the daemon starts only and were others then.
  static func awaitingRestart(_ configuration: NodeConfiguration, startedWith old: NodeConfiguration) -> [Self] {
    ConfigurationDiff.between(old, configuration).settings.filter { $0.effect == .restart }.map { setting in
      Self(
        subject: setting.field, why: "\(setting.new) takes effect when apusd is started again, \(setting.old) is in force",
        mend: "systemctl restart apusd")
    }
  }
}
