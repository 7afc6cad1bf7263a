import NetTypes

/// AGGREGATOR: who formed the aggregate (RFC 4271 §5.1.7).
public struct Aggregator: Hashable, Sendable {
  /// Its AS.
  public var asNumber: ASNumber
  /// Its identifier.
  public var routerID: RouterID

  /// Joins the parts.
  public init(asNumber: ASNumber, routerID: RouterID) {
    self.asNumber = asNumber
    self.routerID = routerID
  }

  /// Reads the eight octets of a four-octet session.
  init?(_ value: UnsafeRawBufferPointer) {
    var cursor = WireCursor(value)
    guard cursor.remaining == 8, let number = cursor.readUInt32(), let identifier = cursor.readUInt32() else { return nil }
    self.init(asNumber: ASNumber(number), routerID: RouterID(identifier))
  }
}

extension Aggregator: CustomStringConvertible {
  /// `64512 10.0.0.1`.
  public var description: String { "\(asNumber) \(routerID)" }
}
