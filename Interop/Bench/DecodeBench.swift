import BGPWire
import NetTypes

/// Reading UPDATEs, without a RIB.
enum DecodeBench {
  static func run() {
    let packed = Feed(prefixes: 1_000_000, perMessage: 900)
    var sum: UInt64 = 0
    Measure.best("decode, IPv4 prefixes", items: 1_000_000, unit: "ns/NLRI", budget: 15) {
      packed.each { sum &+= read($0) }
    }
    let packedIPv6 = Feed(prefixes: 500_000, perMessage: 400, isIPv6: true)
    Measure.best("decode, IPv6 prefixes", items: 500_000, unit: "ns/NLRI", budget: 15) {
      packedIPv6.each { sum &+= read($0) }
    }
    let headers = Feed(prefixes: 300_000, perMessage: 1)
    var decoder = AttributeDecoder()
    let context = UpdateContext(peerType: .external, peerAS: ASNumber(64601))
    Measure.best("attributes, checked and made canonical", items: 300_000, unit: "ns/UPDATE") {
      headers.each { body in
        guard let message = try? UpdateMessage.split(body) else { return }
        sum &+= UInt64(decoder.decode(message, in: context).canonical.count)
      }
    }
    print("checksum \(sum)")
  }

  private static func read(_ body: UnsafeRawBufferPointer) -> UInt64 {
    let context = UpdateContext(peerType: .external, peerAS: ASNumber(64601))
    guard let message = try? UpdateMessage.split(body) else { return 0 }
    guard let section = message.nlri.isEmpty ? message.reach(in: context).nlri : message.nlriSection(in: context, nextHop: nil) else {
      return 0
    }
    var sum: UInt64 = 0
    var reader = section.reader
    while let nlri = try? reader.next() { sum &+= nlri.prefix.high &+ UInt64(nlri.prefix.length) }
    return sum
  }
}
