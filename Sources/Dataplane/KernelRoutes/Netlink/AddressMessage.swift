import NetTypes

/// The content of RTM_NEWADDR and RTM_DELADDR.
struct AddressMessage: Equatable {
  /// Octets of the fixed header (ifaddrmsg): family, prefix length, flags, scope, index (4).
  static let headerLength = 8

  var address: InterfaceAddress

  /// Reads a message; nil when it is broken or of another family.
  ///
  /// On a point-to-point link IFA_ADDRESS is the other end and IFA_LOCAL ours; IPv6 has IFA_LOCAL only in that case.
  init?(_ payload: UnsafeRawBufferPointer) {
    guard payload.count >= Self.headerLength, let family = AddressFamily(socketFamily: payload[0]), payload[1] <= family.bitWidth,
      let index = payload.number(at: 4, as: UInt32.self)
    else { return nil }
    var local: IPAddress?
    var other: IPAddress?
    var attributes = AttributeReader(payload, after: Self.headerLength)
    while let attribute = attributes.next() {
      if attribute.type == AddressAttribute.local { local = IPAddress(octets: attribute.payload) }
      if attribute.type == AddressAttribute.address { other = IPAddress(octets: attribute.payload) }
    }
    guard let address = local ?? other, address.family == family else { return nil }
    self.address = InterfaceAddress(interfaceIndex: index, address: address, prefixLength: payload[1])
  }
}
