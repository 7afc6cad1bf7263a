/// One field that is different.
public struct FieldChange: Hashable, Sendable {
  /// What it takes for a change to have its effect, least first.
  public enum Effect: Int, Hashable, Sendable, Comparable {
    /// There is none: this version reads the field and does nothing with it.
    case nothing
    /// At once, sessions stay.
    case immediate
    /// Routes are evaluated again from what is already known, sessions stay.
    case reevaluation
    /// When the session comes up the next time; it is not ended for that.
    case nextSession
    /// The session ends and comes back.
    case reset
    /// The daemon has to be started again.
    case restart

    /// Orders by cost.
    public static func < (left: Effect, right: Effect) -> Bool { left.rawValue < right.rawValue }
  }

  /// The field's name as in the config file.
  public var field: String
  /// What it was, for people; secrets are not shown.
  public var old: String
  /// What it is now, for people; secrets are not shown.
  public var new: String
  /// What it takes.
  public var effect: Effect

  /// Joins the parts.
  public init(field: String, old: String, new: String, effect: Effect) {
    self.field = field
    self.old = old
    self.new = new
    self.effect = effect
  }

  static func between<Subject>(_ old: Subject, _ new: Subject, _ fields: [ComparedField<Subject>]) -> [FieldChange] {
    fields.filter { !$0.isEqual(old, new) }.map {
      FieldChange(field: $0.name, old: $0.text(old), new: $0.text(new), effect: $0.effect(old, new))
    }
  }
}

/// How one field of a resource is compared.
struct ComparedField<Subject>: Sendable {
  /// The name as in the config file.
  let name: String
  /// What a change takes, which may depend on what it is a change from and to.
  let effect: @Sendable (Subject, Subject) -> FieldChange.Effect
  /// Whether nothing changed.
  let isEqual: @Sendable (Subject, Subject) -> Bool
  /// The value for people.
  let text: @Sendable (Subject) -> String

  init<Value: Equatable & SendableMetatype>(
    _ name: String, _ effect: FieldChange.Effect, _ value: @escaping @Sendable (Subject) -> Value,
    text: @escaping @Sendable (Value) -> String = { ComparedField.plain($0) }
  ) {
    self.init(name, effect: { _, _ in effect }, value, text: text)
  }

  init<Value: Equatable & SendableMetatype>(
    _ name: String, effect: @escaping @Sendable (Subject, Subject) -> FieldChange.Effect, _ value: @escaping @Sendable (Subject) -> Value,
    text: @escaping @Sendable (Value) -> String = { ComparedField.plain($0) }
  ) {
    self.name = name
    self.effect = effect
    isEqual = { value($0) == value($1) }
    self.text = { text(value($0)) }
  }

  /// `none` for nothing, the bare value otherwise.
  private static func plain(_ value: Any) -> String {
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .optional { return mirror.children.first.map { plain($0.value) } ?? "none" }
    return "\(value)"
  }
}
