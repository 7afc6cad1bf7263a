import NetTypes

/// What a rule does with a packet that it matches.
public enum RuleAction: String, Hashable, Sendable, CaseIterable {
  /// Let it through; final.
  case allow = "Allow"
  /// Drop it; final.
  case deny = "Deny"
  /// Leave the tier.
  case pass = "Pass"
  /// Note it and look at the next rule.
  case log = "Log"
}

/// One rule: all criteria that are given must hold.
public struct PolicyRule: Hashable, Sendable {
  /// The place in the list of its direction in the manifest; several rules may come from one there.
  public var index = 0
  /// What it does.
  public var action: RuleAction
  /// Only packets of this family.
  public var family: AddressFamily?
  /// Only this IP protocol.
  public var ipProtocol: UInt8?
  /// Any IP protocol but this.
  public var notProtocol: UInt8?
  /// Only this ICMP type (and code).
  public var icmp: ICMPMatch?
  /// Any ICMP but this type (and code).
  public var notICMP: ICMPMatch?
  /// Where the packet comes from.
  public var source = EntityRule()
  /// Where it goes.
  public var destination = EntityRule()
  /// What it asks for.
  public var http: HTTPMatch?

  /// A rule that matches everything.
  public init(_ action: RuleAction, index: Int = 0) {
    self.action = action
    self.index = index
  }
}

/// An ICMP type, or a type and a code.
public struct ICMPMatch: Hashable, Sendable {
  /// The type.
  public var type: UInt8?
  /// The code; nil is any.
  public var code: UInt8?

  /// Joins the parts.
  public init(type: UInt8?, code: UInt8? = nil) {
    self.type = type
    self.code = code
  }
}

/// The IP protocols that policies name.
public enum IPProtocol {
  /// ICMP.
  public static let icmp: UInt8 = 1
  /// TCP.
  public static let tcp: UInt8 = 6
  /// UDP.
  public static let udp: UInt8 = 17
  /// ICMPv6.
  public static let icmpv6: UInt8 = 58
  /// SCTP.
  public static let sctp: UInt8 = 132
  /// UDP-Lite.
  public static let udpLite: UInt8 = 136

  private static let numbers: [String: UInt8] = [
    "icmp": icmp, "tcp": tcp, "udp": udp, "icmpv6": icmpv6, "sctp": sctp, "udplite": udpLite,
  ]

  /// Reads a name in any case, or a number from 1 to 255.
  public static func number(of text: String) -> UInt8? {
    if let number = numbers[text.lowercased()] { return number }
    guard let number = UInt8(text), number > 0, text.utf8.first != UInt8(ascii: "+") else { return nil }
    return number
  }
}
