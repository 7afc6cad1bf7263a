/// A stage of evaluation.
public struct PolicyTier: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The smaller goes first; nil goes last.
  public var order: Double?
  /// What happens to a packet that met policies of this tier and no rule that decides.
  public var defaultAction: EndOfTier

  /// Joins the parts.
  public init(name: String, order: Double? = nil, defaultAction: EndOfTier = .deny) {
    self.name = name
    self.order = order
    self.defaultAction = defaultAction
  }

  /// What happens at the end of a tier.
  public enum EndOfTier: String, Hashable, Sendable, CaseIterable {
    /// Drop.
    case deny = "Deny"
    /// Go to the next tier.
    case pass = "Pass"
  }

  /// The tier of policies that name none.
  public static let defaultName = "default"
  /// The tier of the Admin stage.
  public static let adminName = "kube-admin"
  /// The tier of the Baseline stage.
  public static let baselineName = "kube-baseline"

  /// The tiers that always exist, with an order and an action that nobody can change.
  public static let builtIn = [
    PolicyTier(name: adminName, order: 1000, defaultAction: .pass),
    PolicyTier(name: defaultName, order: 1_000_000, defaultAction: .deny),
    PolicyTier(name: baselineName, order: 10_000_000, defaultAction: .pass),
  ]
}
