import NetTypes

/// A part of a packet that can be looked up.
public enum PacketField: Hashable, Sendable {
  /// The interface that it came in by.
  case inputInterface
  /// The interface that it goes out by.
  case outputInterface
  /// The source address; only packets of the family match.
  case source(AddressFamily)
  /// The destination address; only packets of the family match.
  case destination(AddressFamily)
  /// The IP protocol.
  case ipProtocol
  /// The source port, or what stands in its place.
  case sourcePort
  /// The destination port, or what stands in its place.
  case destinationPort

  /// The type of its values.
  public var type: KeyType {
    switch self {
    case .inputInterface, .outputInterface: .interface
    case .source(let family), .destination(let family): .address(family)
    case .ipProtocol: .ipProtocol
    case .sourcePort, .destinationPort: .port
    }
  }
}

/// A condition on a packet.
public enum PacketMatch: Hashable, Sendable {
  /// It is of this family.
  case family(AddressFamily)
  /// Its IP protocol is one of these, or none of these.
  case ipProtocol([UInt8], negated: Bool)
  /// An address is in one of these ranges, or in none: sorted, of one family, apart from each other.
  case address(PacketField, [AddressRange], negated: Bool)
  /// Its port is in one of these ranges, or in none: sorted, apart from each other.
  case port(PacketField, [ClosedRange<UInt16>], negated: Bool)
  /// These fields are together an element of a named set, or not.
  case member([PacketField], of: String, negated: Bool)
  /// It is ICMP (of the protocol) with this type and code, or not with these; nil is any.
  case icmp(ICMPKind, type: UInt8?, code: UInt8?, negated: Bool)
  /// All these bits of its mark are set.
  case mark(UInt32)
  /// An interface has this name; `*` at the end is any rest.
  case interface(PacketField, String)
  /// All these bits of its connection's mark are set.
  case connectionMark(UInt32)
  /// Its destination is an address of the host.
  case toHost
  /// It has not passed a router: what is said between neighbours (RFC 4861 §7.1).
  case neighbour

  /// The two ICMPs.
  public enum ICMPKind: String, Hashable, Sendable {
    /// IP protocol 1, over IPv4.
    case icmp
    /// IP protocol 58, over IPv6.
    case icmpv6
  }
}

/// What a rule does.
public enum RuleStatement: Hashable, Sendable {
  /// Counts, in the named counter.
  case count(String)
  /// Tells listeners of this nflog group, with a prefix.
  case log(group: UInt16, prefix: String)
  /// Goes on only so many times a second.
  case limit(perSecond: Int)
  /// Sets these bits of the mark.
  case setMark(UInt32)
  /// Clears these bits of the mark.
  case clearMark(UInt32)
  /// Exempts the packet from connection tracking.
  case exempt
  /// Goes where a map says, if these fields together are in it.
  case dispatch([PacketField], map: String)
  /// Established and related packets are accepted, invalid ones go to a chain if one is given.
  case tracked(invalid: String?)
  /// Ends the rule.
  case verdict(ChainVerdict)
}

/// How a rule ends.
public enum ChainVerdict: Hashable, Sendable {
  /// The packet goes on to the next base chain.
  case accept
  /// The packet is gone.
  case drop
  /// Back to where the chain was jumped to from.
  case back
  /// To another chain, and back behind this rule.
  case jump(String)
  /// To another chain, without coming back here.
  case goto(String)
}
