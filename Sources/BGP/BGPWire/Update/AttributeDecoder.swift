import NetTypes

/// Stage 2 of reading UPDATEs: checks attributes in the session's context and brings them into canonical form.
///
/// It owns the memory that it works in, so that a message without fault costs no allocation. One decoder serves any number of
/// sessions, one message at a time.
public struct AttributeDecoder: ~Copyable {
  private let rules: UnsafeMutablePointer<AttributeRule>
  private let headers: UnsafeMutablePointer<AttributeHeader>
  private let output: UnsafeMutableRawBufferPointer

  /// The canonical form is at most twice as long as the longest path attribute field: when every AS number of it gets wider.
  private static let outputCapacity = 2 * MessageHeader.extendedMaximum + 64
  private static let codes = 256

  /// A decoder with its memory: about 140 KiB of address space, touched as far as messages need it.
  public init() {
    rules = .allocate(capacity: Self.codes)
    rules.initialize(repeating: AttributeRule(), count: Self.codes)
    for row in AttributeTable.rows { rules[Int(row.type.rawValue)] = AttributeRule(row) }
    headers = .allocate(capacity: Self.codes)
    output = .allocate(byteCount: Self.outputCapacity, alignment: 16)
  }

  deinit {
    rules.deallocate()
    headers.deallocate()
    output.deallocate()
  }

  /// Decodes the attributes of a message; the result points into the message and into the decoder's memory.
  public mutating func decode(_ message: UpdateMessage, in context: UpdateContext) -> DecodedAttributes {
    var pass = DecodePass(
      message: message, context: context, rules: rules, headers: headers,
      output: AttributeOutput(output, limit: output.count))
    // Most messages have their attributes in ascending order. Others are put in order first, as are those of two-octet sessions,
    // where one attribute is read with another.
    if context.fourOctetAS && pass.takeAscending() { return pass.finish() }
    pass.restart()
    pass.collect()
    for index in 0..<pass.count { pass.take(headers[index]) }
    return pass.finish()
  }
}
