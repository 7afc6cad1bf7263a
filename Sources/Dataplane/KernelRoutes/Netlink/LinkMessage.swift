/// The content of RTM_NEWLINK and RTM_DELLINK.
struct LinkMessage: Equatable {
  /// Octets of the fixed header (ifinfomsg): family, padding, type (2), index (4), flags (4), change mask (4).
  static let headerLength = 16

  var link: Link

  /// Reads a message; nil when it is broken, or of another family: a bridge port that leaves its bridge is told as a
  /// deletion with family AF_BRIDGE, but the link stays.
  init?(_ payload: UnsafeRawBufferPointer) {
    guard payload.count >= Self.headerLength, payload[0] == SocketFamily.unspecified,
      let index = payload.number(at: 4, as: UInt32.self), let flags = payload.number(at: 8, as: UInt32.self)
    else { return nil }
    var name = ""
    var attributes = AttributeReader(payload, after: Self.headerLength)
    while name.isEmpty, let attribute = attributes.next() {
      if attribute.type == LinkAttribute.name { name = attribute.payload.text }
    }
    guard !name.isEmpty else { return nil }
    link = Link(index: index, name: name, isUp: flags & LinkFlags.up != 0, isRunning: flags & LinkFlags.running != 0)
  }
}
