/// A large community (RFC 8092), `64512:1:2`.
public struct LargeCommunity: Hashable, Sendable, Comparable {
  /// The AS that gives the rest its meaning.
  public var globalAdministrator: UInt32
  /// The first local part.
  public var localData1: UInt32
  /// The second local part.
  public var localData2: UInt32

  /// Joins the parts.
  public init(_ globalAdministrator: UInt32, _ localData1: UInt32, _ localData2: UInt32) {
    self.globalAdministrator = globalAdministrator
    self.localData1 = localData1
    self.localData2 = localData2
  }

  /// Orders by the three numbers.
  public static func < (left: LargeCommunity, right: LargeCommunity) -> Bool {
    (left.globalAdministrator, left.localData1, left.localData2) < (right.globalAdministrator, right.localData1, right.localData2)
  }
}

extension LargeCommunity: LosslessStringConvertible {
  /// Reads three decimal numbers with colons (RFC 8092 §5).
  public init?(_ text: String) {
    guard let parts = DecimalParts.read(text, count: 3, limit: .max) else { return nil }
    self.init(parts[0], parts[1], parts[2])
  }

  /// `64512:1:2`.
  public var description: String { "\(globalAdministrator):\(localData1):\(localData2)" }
}
