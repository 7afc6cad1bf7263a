import NetTypes

/// Which AS numbers a peer may have (Calico's `asNumber`: a number, `internal` or `external`).
public enum RemoteAS: Hashable, Sendable {
  /// This one.
  case number(ASNumber)
  /// Ours.
  case `internal`
  /// Any but ours.
  case external

  /// Whether a peer that says it is `asNumber` is the one that is meant.
  public func accepts(_ asNumber: ASNumber, localAS: ASNumber) -> Bool {
    switch self {
    case .number(let expected): asNumber == expected
    case .internal: asNumber == localAS
    case .external: asNumber != localAS
    }
  }
}

extension RemoteAS: CustomStringConvertible {
  /// The number, or `internal`, `external`.
  public var description: String {
    switch self {
    case .number(let number): number.description
    case .internal: "internal"
    case .external: "external"
    }
  }
}
