import NetTypes

/// Stage 1 of reading an UPDATE: its fields, and where MP_REACH_NLRI and MP_UNREACH_NLRI are (RFC 4271 §4.3, RFC 4760).
///
/// Nothing is copied or allocated; everything points into the buffer that was split, and is valid as long as that is. What is
/// in the attributes is stage 2 (``AttributeDecoder``). A RIB that has seen the same attributes in the same context before needs
/// no stage 2: ``plainAttributes`` and ``validationKey`` are what to compare, ``reach(in:)``, ``unreach(in:)``, ``withdrawn`` and
/// ``nlri`` are what is left to read. When one of these sections has a fault, stage 2 runs all the same: it folds the faults.
public struct UpdateMessage {
  /// The withdrawn routes field: IPv4 prefixes.
  public let withdrawn: UnsafeRawBufferPointer
  /// The path attribute field.
  public let attributes: UnsafeRawBufferPointer
  /// The NLRI field: IPv4 prefixes.
  public let nlri: UnsafeRawBufferPointer
  /// Where MP_REACH_NLRI is in `attributes`.
  let reachHeader: AttributeHeader
  /// Where MP_UNREACH_NLRI is in `attributes`.
  let unreachHeader: AttributeHeader

  /// Splits the octets behind the message header.
  ///
  /// Faults that leave no way to tell the routes apart from the attributes are thrown, as the NOTIFICATION to send: lengths that
  /// do not add up (RFC 7606 §3 b), and an MP attribute that appears twice (RFC 7606 §3 g). All others are found in stage 2.
  public static func split(_ body: UnsafeRawBufferPointer) throws(NotificationMessage) -> UpdateMessage {
    var cursor = WireCursor(body)
    guard let withdrawnLength = cursor.readUInt16(), let withdrawn = cursor.readBytes(Int(withdrawnLength)),
      let attributesLength = cursor.readUInt16(), let attributes = cursor.readBytes(Int(attributesLength))
    else { throw .update(.malformedAttributeList) }
    var reach = AttributeHeader.none
    var unreach = AttributeHeader.none
    var walk = WireCursor(attributes)
    while let header = AttributeHeader(&walk) {
      if header.code == AttributeType.mpReach.rawValue {
        if reach.isPresent { throw .update(.malformedAttributeList) }
        reach = header
      } else if header.code == AttributeType.mpUnreach.rawValue {
        if unreach.isPresent { throw .update(.malformedAttributeList) }
        unreach = header
      }
    }
    return UpdateMessage(
      withdrawn: withdrawn, attributes: attributes, nlri: cursor.readRest(), reachHeader: reach, unreachHeader: unreach)
  }

  /// The value of MP_REACH_NLRI.
  public var mpReach: UnsafeRawBufferPointer? { reachHeader.isPresent ? reachHeader.value(in: attributes) : nil }

  /// The value of MP_UNREACH_NLRI.
  public var mpUnreach: UnsafeRawBufferPointer? { unreachHeader.isPresent ? unreachHeader.value(in: attributes) : nil }

  /// The next hop octets of MP_REACH_NLRI, empty when they are not there: what two messages with equal ``plainAttributes`` may
  /// still differ in.
  public var mpNextHop: UnsafeRawBufferPointer {
    var cursor = WireCursor(mpReach ?? UnsafeRawBufferPointer(start: nil, count: 0))
    guard cursor.skip(3), let length = cursor.readUInt8(), let octets = cursor.readBytes(Int(length)) else { return cursor.readRest() }
    return octets
  }

  /// The path attribute field without the MP attributes, as up to three pieces in the order of the message.
  public var plainAttributes: (UnsafeRawBufferPointer, UnsafeRawBufferPointer, UnsafeRawBufferPointer) {
    let none = attributes.count..<attributes.count
    let reach = reachHeader.isPresent ? reachHeader.start..<reachHeader.end : none
    let unreach = unreachHeader.isPresent ? unreachHeader.start..<unreachHeader.end : none
    let (first, second) = reach.lowerBound < unreach.lowerBound ? (reach, unreach) : (unreach, reach)
    return (
      UnsafeRawBufferPointer(rebasing: attributes[..<first.lowerBound]),
      UnsafeRawBufferPointer(rebasing: attributes[first.upperBound..<max(first.upperBound, second.lowerBound)]),
      UnsafeRawBufferPointer(rebasing: attributes[second.upperBound...])
    )
  }

  /// What else decides over the outcome of stage 2: bit 0 for NLRI, bit 1 for MP_REACH_NLRI. Two messages with equal
  /// ``plainAttributes`` and key give the same attributes in the same context.
  public var validationKey: UInt8 { (nlri.isEmpty ? 0 : 1) | (reachHeader.isPresent ? 2 : 0) }

  /// The family that this message is the End-of-RIB marker of (RFC 4724 §2), nil for other messages.
  public var isEndOfRIB: AddressFamily? {
    guard withdrawn.isEmpty, nlri.isEmpty else { return nil }
    if attributes.isEmpty { return .ipv4 }
    let header = unreachHeader
    guard header.isPresent, header.start == 0, header.end == attributes.count, header.end - header.valueStart == 3 else { return nil }
    var cursor = WireCursor(header.value(in: attributes))
    guard let afi = cursor.readUInt16(), cursor.readUInt8() == 1 else { return nil }
    return AddressFamily(afi: afi)
  }

  /// The octets of the attribute that begins at an offset of the path attribute field, header included.
  func attributeBytes(at offset: Int) -> [UInt8] {
    guard (0..<attributes.count).contains(offset) else { return [] }
    let rest = UnsafeRawBufferPointer(rebasing: attributes[offset...])
    var cursor = WireCursor(rest)
    guard let header = AttributeHeader(&cursor) else { return Array(rest) }
    return Array(rest[..<header.end])
  }
}
