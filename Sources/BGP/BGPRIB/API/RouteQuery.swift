import NetTypes

/// Which routes are asked for; absent parts match all.
public struct RouteQuery: Sendable, Hashable {
  /// How ``prefix`` is meant.
  public enum Match: Sendable, Hashable {
    /// This prefix.
    case exact
    /// This prefix and those inside (`--longer`).
    case longer
    /// The most specific prefix that holds its first address (`--for IP`).
    case covering
  }
  /// The prefix.
  public var prefix: IPPrefix?
  /// How it is meant.
  public var match = Match.exact
  /// Only this family.
  public var family: AddressFamily?
  /// Only paths from this peer (``PeerIndex/local`` for own ones).
  public var from: PeerIndex?
  /// Only what this peer is sent, as it is sent.
  public var to: PeerIndex?
  /// Only paths that import rules or loop checks refuse.
  public var onlyFiltered = false
  /// All routes.
  public init() {}
}

/// A place between two slices of a query.
public struct RouteCursor: Sendable, Hashable {
  var family: UInt8 = 0
  var next: UInt32 = 0
  /// The start.
  public init() {}
}

extension RouteCursor: LosslessStringConvertible {
  /// Reads the text form.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let family = UInt8(parts[0]), let next = UInt32(parts[1]) else { return nil }
    self.init()
    (self.family, self.next) = (family, next)
  }

  /// `FAMILY-NUMBER`; of no meaning but to this type.
  public var description: String { "\(family)-\(next)" }
}

/// One slice of an answer.
public struct RoutePage: Sendable, Hashable {
  /// The paths, those of a prefix together and the best first.
  public var routes: [RouteView]
  /// Where to go on; nil at the end.
  public var next: RouteCursor?
  /// Joins the parts.
  public init(routes: [RouteView], next: RouteCursor?) { (self.routes, self.next) = (routes, next) }
}
