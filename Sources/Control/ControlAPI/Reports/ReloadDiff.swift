import Diagnostics

/// What a reload changes, or changed: the answer of `apusctl diff` and `apusctl reload`.
public struct ReloadDiff: Hashable, Codable, Sendable {
  /// What happens to a thing.
  public enum Action: String, Codable, Sendable {
    /// It is new.
    case add
    /// It stays and changes.
    case change
    /// It goes.
    case remove
  }

  /// What that costs, mildest first.
  public enum Effect: String, Codable, Sendable, CaseIterable {
    /// Nothing that a peer notices.
    case none
    /// Routes are evaluated again from Adj-RIB-In; changed ones are sent.
    case reevaluate
    /// The session is reset.
    case reset
    /// It works after a restart of the daemon only.
    case restart
  }

  /// One change.
  public struct Change: Hashable, Codable, Sendable {
    /// What happens.
    public var action: Action
    /// To what: `peer tor-1`, `filter no-default`, `workload stars/frontend-1`, `kernel`.
    public var subject: String
    /// The fields that differ, with old and new value where that is no secret.
    public var fields: [FieldChange]
    /// What that costs.
    public var effect: Effect
    /// Why it costs that; empty when it costs nothing.
    public var why: String

    /// Whether it concerns one peer.
    public var isOfPeer: Bool { subject.hasPrefix("peer ") }

    /// Joins the parts.
    public init(_ action: Action, _ subject: String, fields: [FieldChange] = [], effect: Effect, why: String = "") {
      self.action = action
      self.subject = subject
      self.fields = fields
      self.effect = effect
      self.why = why
    }
  }

  /// One field that differs.
  public struct FieldChange: Hashable, Codable, Sendable {
    /// Its name in the config file.
    public var field: String
    /// The value in force; nil when there is none or it is secret.
    @OrNull public var old: String?
    /// The value to come; nil when there is none or it is secret.
    @OrNull public var new: String?

    /// Joins the parts.
    public init(_ field: String, old: String?, new: String?) {
      self.field = field
      _old = OrNull(wrappedValue: old)
      _new = OrNull(wrappedValue: new)
    }
  }

  /// The file that was read.
  public var file: String
  /// Whether the changes are in force now (`reload`) or only shown (`diff`, or a file with errors).
  public var applied: Bool
  /// The changes.
  public var changes: [Change]
  /// The problems of the file; with an error among them nothing is applied.
  public var problems: [Problem]

  /// Joins the parts.
  public init(file: String, applied: Bool, changes: [Change], problems: [Problem] = []) {
    self.file = file
    self.applied = applied
    self.changes = changes
    self.problems = problems
  }

  /// How many peers lose their session; a setting of the node that costs sessions is followed by a change for each peer that it concerns.
  public var resets: Int { changes.count { $0.effect == .reset && $0.isOfPeer } }
}
