/// The content of NLMSG_ERROR: the outcome of one request.
package struct Acknowledgement: Equatable {
  /// Nil: done. Otherwise why not.
  package var refusal: KernelRefusal?

  /// Reads the message: error (4), header of the request (16), the request itself unless capped, then attributes.
  package init?(_ message: NetlinkMessage) {
    guard message.kind == MessageKind.error, let error = message.payload.number(at: 0, as: Int32.self) else { return nil }
    guard error != 0 else { return }
    refusal = KernelRefusal(errno: error == .min ? .max : -error, message: Self.text(of: message))
  }

  private static func text(of message: NetlinkMessage) -> String? {
    guard message.flags.contains(.acknowledgeAttributes), let echoed = message.payload.number(at: 4, as: UInt32.self) else { return nil }
    let echo = message.flags.contains(.capped) ? NetlinkMessage.headerLength : aligned(Int(echoed))
    var attributes = AttributeReader(message.payload, after: 4 + echo)
    while let attribute = attributes.next() {
      if attribute.type == ErrorAttribute.message { return attribute.payload.text }
    }
    return nil
  }
}
