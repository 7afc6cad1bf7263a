import NetTypes

/// Which routes are asked for. Without any part: all paths in the Loc-RIB.
public struct RouteQuery: Hashable, Sendable {
  /// Exactly this prefix, or with ``longer`` it and everything inside.
  public var prefix: IPPrefix?
  /// Also the more specific ones of ``prefix``.
  public var longer: Bool
  /// The prefix that a packet to this address follows: the longest match.
  public var address: IPAddress?
  /// Only paths from this peer.
  public var from: String?
  /// What this peer is sent, with the attributes that it sees.
  public var to: String?
  /// Only paths that an import filter or check refused.
  public var filtered: Bool

  /// Joins the parts.
  public init(
    prefix: IPPrefix? = nil, longer: Bool = false, address: IPAddress? = nil, from: String? = nil, to: String? = nil, filtered: Bool = false
  ) {
    self.prefix = prefix
    self.longer = longer
    self.address = address
    self.from = from
    self.to = to
    self.filtered = filtered
  }

  /// The query of the URL: names and values, not yet percent-encoded.
  public var queryItems: [(name: String, value: String)] {
    var items: [(name: String, value: String)] = []
    if let prefix { items.append(("prefix", prefix.description)) }
    if longer { items.append(("longer", "true")) }
    if let address { items.append(("for", address.description)) }
    if let from { items.append(("from", from)) }
    if let to { items.append(("to", to)) }
    if filtered { items.append(("filtered", "true")) }
    return items
  }

  /// Reads the query of a URL; every wrong or unknown part is refused with its name.
  public init(queryItems: [(name: String, value: String)]) throws(ControlError) {
    self.init()
    for (name, value) in queryItems {
      switch name {
      case "prefix": prefix = try Self.prefix(value)
      case "longer": longer = try Self.flag(name, value)
      case "for": address = try Self.address(value)
      case "from": from = value
      case "to": to = value
      case "filtered": filtered = try Self.flag(name, value)
      default:
        throw ControlError(.invalid, "unknown query \"\(name)\"", mend: "known: prefix, longer, for, from, to, filtered")
      }
    }
    if longer && prefix == nil { throw ControlError(.invalid, "longer needs a prefix", mend: "name the prefix that covers the routes") }
    if prefix != nil && address != nil { throw ControlError(.invalid, "prefix and for exclude each other", mend: "give one of them") }
  }

  private static func prefix(_ text: String) throws(ControlError) -> IPPrefix {
    guard let prefix = IPPrefix(lenient: text) else {
      throw ControlError(.invalid, "expected a prefix, found \"\(text)\"", mend: "write it like 10.0.0.0/24 or fd00::/64")
    }
    return prefix
  }

  private static func address(_ text: String) throws(ControlError) -> IPAddress {
    guard let address = IPAddress(text) else {
      throw ControlError(.invalid, "expected an address, found \"\(text)\"", mend: "write it like 10.0.0.1 or fd00::1")
    }
    return address
  }

  private static func flag(_ name: String, _ value: String) throws(ControlError) -> Bool {
    switch value {
    case "true", "1", "": return true
    case "false", "0": return false
    default: throw ControlError(.invalid, "expected true or false for \(name), found \"\(value)\"")
    }
  }
}
