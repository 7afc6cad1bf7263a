import NetTypes
import Testing

@Suite("numbers, identifiers, families and time")
struct NumberTests {
  @Test(
    "an AS number is written as plain decimal",
    arguments: [(0, "0"), (23456, "23456"), (65536, "65536"), (4_294_967_295, "4294967295")] as [(UInt32, String)])
  func asplain(value: UInt32, text: String) {
    #expect(ASNumber(value).description == text)
    #expect(ASNumber(rawValue: value) == ASNumber(value))
  }

  @Test("AS_TRANS is 23456 and AS 0 is the lowest")
  func reserved() {
    #expect(ASNumber.trans.rawValue == 23456)
    #expect(ASNumber.zero < .trans)
  }

  @Test("a router ID is written like an IPv4 address and compared as a number")
  func routerID() throws {
    let low = try #require(RouterID("9.255.255.255"))
    let high = try #require(RouterID("10.0.0.0"))
    #expect(low < high)
    #expect(high.description == "10.0.0.0")
    #expect(RouterID("10.0.0") == nil)
    #expect(RouterID("::1") == nil)
  }

  @Test(
    "a family has its number and width on the wire",
    arguments: [(AddressFamily.ipv4, 1, 32, "ipv4"), (.ipv6, 2, 128, "ipv6")] as [(AddressFamily, UInt16, Int, String)])
  func family(family: AddressFamily, afi: UInt16, width: Int, name: String) {
    #expect(family.afi == afi)
    #expect(AddressFamily(afi: afi) == family)
    #expect(family.bitWidth == width)
    #expect(family.description == name)
  }

  @Test("families that are not carried have no value", arguments: [0, 3, 25, 16384, 65535] as [UInt16])
  func otherFamily(afi: UInt16) { #expect(AddressFamily(afi: afi) == nil) }

  @Test("a set of families lists IPv4 first")
  func familySet() {
    #expect(FamilySet.all.families == [.ipv4, .ipv6])
    #expect(FamilySet(.ipv6).families == [.ipv6])
    #expect(FamilySet([]).families.isEmpty)
    #expect(FamilySet.ipv4.contains(AddressFamily.ipv4))
    #expect(!FamilySet.ipv4.contains(AddressFamily.ipv6))
    #expect(FamilySet.ipv4.union(.ipv6) == .all)
  }

  @Test("time moves by durations and stays at the distant future")
  func time() {
    let start = MonotonicTime(nanoseconds: 5)
    #expect((start + .milliseconds(3)).nanoseconds == 3_000_005)
    #expect((start + .seconds(90)) - start == .seconds(90))
    #expect(start + .nanoseconds(1) > start)
    #expect(MonotonicTime.distantFuture + .nanoseconds(1) == .distantFuture)
    #expect(start + .seconds(Int64.max) == .distantFuture)
    #expect(MonotonicTime.zero < start)
  }
}
