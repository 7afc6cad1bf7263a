import BGPWire
import NetTypes

/// Octets of hex digits, blanks between them as one likes.
func hex(_ text: String) -> [UInt8] {
  let digits = text.filter { !$0.isWhitespace }
  return stride(from: 0, to: digits.count, by: 2).map { index in
    let start = digits.index(digits.startIndex, offsetBy: index)
    return UInt8(digits[start..<digits.index(start, offsetBy: 2)], radix: 16) ?? 0
  }
}

/// Octets as hex digits.
func text(_ octets: some Sequence<UInt8>) -> String {
  octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// The body of an UPDATE out of its fields.
func updateBody(withdrawn: [UInt8] = [], attributes: [[UInt8]] = [], nlri: [UInt8] = []) -> [UInt8] {
  let field = attributes.flatMap { $0 }
  return big16(withdrawn.count) + withdrawn + big16(field.count) + field + nlri
}

/// Two octets in network order.
func big16(_ number: Int) -> [UInt8] { [UInt8(number >> 8 & 255), UInt8(number & 255)] }

/// Path attributes that are valid in every kind of session with four-octet AS numbers.
enum Valid {
  static let origin = hex("40 01 01 00")
  static let asPath = hex("40 02 0a 02 02 0000fde9 0000fdea")
  static let nextHop = hex("40 03 04 0a000001")
  static let nlri = hex("18 c00002")
  static let mpReach = hex("80 0e 1a 0002 01 10 20010db8000000000000000000000001 00 20 20010db8")
  static let all = [origin, asPath, nextHop]
}

/// Contexts of a session with AS 65001.
enum Session {
  static let external = UpdateContext(peerType: .external, peerAS: 65001)
  static let `internal` = UpdateContext(peerType: .internal, peerAS: 65001)
  static let confederation = UpdateContext(peerType: .confederation, peerAS: 65001)
  static let narrow = UpdateContext(peerType: .external, peerAS: 65001, fourOctetAS: false)
}

extension ASNumber: ExpressibleByIntegerLiteral {
  /// Numbers in tests are AS numbers as they stand.
  public init(integerLiteral value: UInt32) { self.init(value) }
}

/// What decoding gave, copied out of the decoder's memory.
struct Outcome: Equatable {
  var canonical: [UInt8] = []
  var fields = AttributeFields()
  var nextHop: NextHop?
  var reachNextHop: NextHop?
  var nlri: [NLRI] = []
  var withdrawn: [NLRI] = []
  var scope: FaultScope?
  var faults: [AttributeFault] = []
  var notification: NotificationMessage?

  /// Decodes a body with both stages, and reads all prefixes.
  init(_ body: [UInt8], _ context: UpdateContext) {
    var decoder = AttributeDecoder()
    self.init(body, context, &decoder)
  }

  init(_ body: [UInt8], _ context: UpdateContext, _ decoder: inout AttributeDecoder) {
    body.withUnsafeBytes { bytes in
      do throws(NotificationMessage) {
        take(try UpdateMessage.split(bytes), context, &decoder)
      } catch {
        notification = error
        scope = .sessionReset
      }
    }
  }

  private mutating func take(_ message: UpdateMessage, _ context: UpdateContext, _ decoder: inout AttributeDecoder) {
    let decoded = decoder.decode(message, in: context)
    canonical = Array(decoded.canonical)
    fields = decoded.fields
    nextHop = decoded.nextHop
    reachNextHop = decoded.reach?.nextHop
    scope = decoded.scope
    faults = decoded.faults
    do throws(AttributeFault) {
      withdrawn = try Self.prefixes(message.withdrawnSection(in: context))
      if let unreach = decoded.unreach { withdrawn += try Self.prefixes(unreach) }
      nlri = try Self.prefixes(message.nlriSection(in: context, nextHop: nextHop))
      if let reach = decoded.reach { nlri += try Self.prefixes(reach) }
    } catch {
      faults.append(error)
      scope = max(scope ?? error.scope, error.scope)
    }
  }

  private static func prefixes(_ section: FamilyNLRI) throws(AttributeFault) -> [NLRI] {
    var reader = section.reader
    var list: [NLRI] = []
    while let nlri = try reader.next() { list.append(nlri) }
    return list
  }

  /// The prefixes as text.
  var prefixes: [String] { nlri.map(\.prefix.description) }
}

/// Splits a body and reads something of it.
func withMessage<Result>(_ body: [UInt8], _ read: (UpdateMessage) throws -> Result) throws -> Result {
  try body.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) throws -> Result in
    let message = try UpdateMessage.split(bytes)
    return try read(message)
  }
}

/// Reads a value out of canonical octets.
func view<Result>(_ canonical: [UInt8], _ read: (AttributeView) -> Result) -> Result {
  canonical.withUnsafeBytes { read(AttributeView($0)) }
}

/// A generator with a printable seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
