/// An endpoint of a ``LabelIndex``. After its removal the number is given to another.
public struct EndpointID: Hashable, Sendable {
  /// Small numbers from 0, so that they can index an array.
  public let rawValue: UInt32

  /// Takes the number.
  public init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// A selector of a ``LabelIndex``. After its last use the number is given to another.
public struct SelectorID: Hashable, Sendable {
  /// Small numbers from 0, so that they can index an array.
  public let rawValue: UInt32

  /// Takes the number.
  public init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// A selector now matches an endpoint that it did not match before, or the other way round.
public struct MembershipChange: Hashable, Sendable {
  /// Which selector.
  public let selector: SelectorID
  /// Which endpoint.
  public let endpoint: EndpointID
  /// Whether it matches now.
  public let isMember: Bool

  /// Joins the parts.
  public init(selector: SelectorID, endpoint: EndpointID, isMember: Bool) {
    self.selector = selector
    self.endpoint = endpoint
    self.isMember = isMember
  }
}
