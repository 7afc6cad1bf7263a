import BGPWire
import NetTypes
import Testing

/// Writes one message and gives its octets.
func write(
  maximumLength: Int = 4096, fourOctetAS: Bool = true, addPath: FamilySet = [], slack: Int = 32,
  _ build: (inout UpdateWriter) -> Void
) -> [UInt8] {
  var buffer = [UInt8](repeating: 0xEE, count: maximumLength + slack)
  let length = buffer.withUnsafeMutableBytes { memory in
    var writer = UpdateWriter(into: memory, maximumLength: maximumLength, fourOctetAS: fourOctetAS, addPath: addPath)
    build(&writer)
    return writer.finish()
  }
  return Array(buffer[..<length])
}

/// An expectation of what a mutating call answers, which the macro cannot take apart.
func expect(_ isTrue: Bool, at place: SourceLocation = #_sourceLocation) { #expect(isTrue, sourceLocation: place) }

@Suite("Writing UPDATEs")
struct WriterTests {
  private let canonical = Valid.origin + Valid.asPath + hex("80 04 04 00000005")
  private let hop4 = NextHop(.v4(IPv4Address(0x0A00_0001)))
  private let hop6 = NextHop(.v6(IPv6Address(high: 0x2001_0DB8_0000_0000, low: 1)))

  @Test("IPv4 over IPv4 goes into the NLRI field, with NEXT_HOP in its place")
  func ipv4() {
    let message = canonical.withUnsafeBytes { attributes in
      write { writer in
        expect(writer.beginReach(.ipv4, canonical: attributes, nextHop: hop4))
        expect(writer.append(IPPrefix(IPv4Address(0xC000_0200), length: 24)))
        expect(writer.append(IPPrefix(IPv4Address(0), length: 0)))
        expect(writer.append(IPPrefix(IPv4Address(0x0102_0304), length: 32)))
        #expect(writer.count == 3)
      }
    }
    let expected =
      hex("ffffffffffffffffffffffffffffffff 0040 02 0000 001f") + Valid.origin + Valid.asPath + Valid.nextHop + hex("80 04 04 00000005")
      + hex("18 c00002 00 20 01020304")
    #expect(text(message) == text(expected))
  }

  @Test("IPv6 goes into MP_REACH_NLRI, which is the first attribute")
  func ipv6() {
    let message = canonical.withUnsafeBytes { attributes in
      write { writer in
        expect(writer.beginReach(.ipv6, canonical: attributes, nextHop: hop6))
        expect(writer.append(IPPrefix(IPv6Address(high: 0x2001_0DB8_0000_0000, low: 0), length: 32)))
      }
    }
    let expected =
      hex("ffffffffffffffffffffffffffffffff 004d 02 0000 0036 90 0e 001a 0002 01 10 20010db8000000000000000000000001 00 20 20010db8")
      + canonical
    #expect(text(message) == text(expected))
  }

  @Test("IPv4 over IPv6 goes into MP_REACH_NLRI of IPv4, with the link-local address where there is one")
  func extendedNextHop() {
    var link = hop6
    link.linkLocal = 9
    let message = canonical.withUnsafeBytes { attributes in
      write { writer in
        expect(writer.beginReach(.ipv4, canonical: attributes, nextHop: link))
        expect(writer.append(address: 0xC000_0200, length: 24))
      }
    }
    var context = Session.external
    context.extendedNextHop = .ipv4
    let outcome = Outcome(Array(message.dropFirst(19)), context)
    #expect(outcome.scope == nil)
    #expect(outcome.prefixes == ["192.0.2.0/24"])
    #expect(outcome.reachNextHop == link)
    #expect(outcome.canonical == canonical)
  }

  @Test("withdrawn routes of both families are read back", arguments: [FamilySet(), .all])
  func withdraw(_ addPath: FamilySet) {
    var context = Session.external
    context.addPath = addPath
    for prefix in ["10.0.0.0/8", "0.0.0.0/0", "2001:db8::/32", "::/0", "2001:db8::1/128"].compactMap({ IPPrefix($0) }) {
      let message = write(addPath: addPath) { writer in
        expect(writer.beginWithdraw(prefix.family))
        expect(writer.append(prefix, pathID: 5))
      }
      let outcome = Outcome(Array(message.dropFirst(19)), context)
      #expect(outcome.scope == nil)
      #expect(outcome.withdrawn == [NLRI(prefix, pathID: addPath == [] ? 0 : 5)])
    }
  }

  @Test(
    "a message is never longer than allowed, and full when the next prefix does not fit", arguments: [100, 101, 102, 103, 104, 4096, 65535])
  func full(_ maximum: Int) {
    for family in AddressFamily.allCases {
      for (isReach, slack) in [(true, 0), (true, 32), (false, 0), (false, 32)] {
        var appended = 0
        let message = canonical.withUnsafeBytes { attributes in
          write(maximumLength: maximum, slack: slack) { writer in
            let hop = family == .ipv4 ? hop4 : hop6
            guard isReach ? writer.beginReach(family, canonical: attributes, nextHop: hop) : writer.beginWithdraw(family) else { return }
            while writer.append(IPPrefix(family: family, high: UInt64(appended) << 40, low: 0, length: 24)) { appended += 1 }
          }
        }
        #expect(message.count <= maximum && message.count > maximum - 4 || appended == 0)
        if appended == 0 { continue }
        let outcome = Outcome(Array(message.dropFirst(19)), Session.external)
        #expect(outcome.scope == nil, "\(family) \(outcome.faults)")
        #expect((isReach ? outcome.nlri : outcome.withdrawn).count == appended)
        #expect(outcome.canonical == (isReach ? canonical : []))
      }
    }
  }

  @Test("a buffer too small for a message is refused, of whatever size", arguments: 0..<64)
  func smallBuffer(_ size: Int) {
    var buffer = [UInt8](repeating: 0xEE, count: size + 16)
    canonical.withUnsafeBytes { attributes in
      buffer.withUnsafeMutableBytes { memory in
        for family in AddressFamily.allCases {
          let part = UnsafeMutableRawBufferPointer(rebasing: memory[..<size])
          var withdraw = UpdateWriter(into: part, maximumLength: 4096)
          expect(withdraw.beginWithdraw(family) == (size >= (family == .ipv4 ? 44 : 51)))
          var reach = UpdateWriter(into: part, maximumLength: 4096)
          expect(!reach.beginReach(family, canonical: attributes, nextHop: family == .ipv4 ? hop4 : hop6))
        }
      }
    }
    #expect(buffer.suffix(16).allSatisfy { $0 == 0xEE })
  }

  @Test("attributes that leave no room for a prefix are refused")
  func tooLong() {
    let long = Valid.origin + hex("d0 fa 0fa0") + [UInt8](repeating: 1, count: 4000)
    long.withUnsafeBytes { attributes in
      var buffer = [UInt8](repeating: 0, count: 4096)
      buffer.withUnsafeMutableBytes { memory in
        for family in AddressFamily.allCases {
          for fourOctetAS in [true, false] {
            var writer = UpdateWriter(into: memory, maximumLength: 4096, fourOctetAS: fourOctetAS)
            expect(!writer.beginReach(family, canonical: attributes, nextHop: family == .ipv4 ? hop4 : hop6) || attributes.count < 4040)
          }
        }
        var none = UpdateWriter(into: UnsafeMutableRawBufferPointer(start: nil, count: 0), maximumLength: 4096)
        expect(!none.beginReach(.ipv4, canonical: attributes, nextHop: hop4))
        expect(!none.beginWithdraw(.ipv6))
      }
    }
  }
}
