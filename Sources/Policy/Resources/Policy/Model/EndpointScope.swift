/// A set of endpoints, said by labels: those that satisfy every term. No term is satisfied by every endpoint.
///
/// Terms are kept apart, not joined into one text, so that each is read alone (a text cannot reach over its brackets) and a trace can say
/// which one failed.
public struct EndpointScope: Hashable, Sendable {
  /// What must hold.
  public var terms: [Term]

  /// All endpoints that satisfy all terms.
  public init(_ terms: [Term]) { self.terms = terms }

  /// One condition.
  public struct Term: Hashable, Sendable {
    /// The labels that it looks at; an endpoint that has no such labels does not satisfy it, whatever the text.
    public var labels: LabelSource
    /// A selector; the empty one holds for every endpoint that has such labels.
    public var selector: String

    /// Joins the parts.
    public init(_ labels: LabelSource, _ selector: String) {
      self.labels = labels
      self.selector = selector
    }
  }

  /// Every endpoint and network set.
  public static let all = EndpointScope([Term(.effective, "")])
  /// Every pod with an address of its own.
  public static let allPods = EndpointScope([Term(.pod, "")])
}

/// The labels that a selector looks at.
public enum LabelSource: Hashable, Sendable, CaseIterable {
  /// Calico's: own labels, then those that profiles hand down. Workloads, host endpoints and network sets have them.
  case effective
  /// A pod's as in its manifest. Only pods with an address of their own have them, so that a label cannot pose as another kind's.
  case pod
  /// Those of a pod's namespace.
  case namespace
  /// A node's.
  case node
}
