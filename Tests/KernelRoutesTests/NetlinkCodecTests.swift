import NetTypes
import Testing

@testable import KernelRoutes

/// The octets were read from Linux 6.18.44's own dumps (routes made with iproute2 6.1, port set to 42): the other side of our encoder.
@Suite("netlink codec") struct NetlinkCodecTests {
  struct Row: Sendable {
    let name: String
    let hex: String
    let prefix: String
    let target: String
    let table: UInt32
    let protocolNumber: UInt8
    let metric: UInt32
  }

  static let routes = [
    Row(
      name: "onlink gateway in table 1000",
      hex: "3c00000018002200010000002a00000002100000fc5600010400000008000f00e8030000080001000a03000008000500cb0071010800040003000000",
      prefix: "10.3.0.0/16", target: "via 203.0.113.1 dev #3 onlink", table: 1000, protocolNumber: 86, metric: 0),
    Row(
      name: "weights, and an IPv6 gateway of an IPv4 route",
      hex: "6800000018002200010000002a00000002100000fe5600010000000008000f00fe000000080001000a01000008000600000800003400"
        + "09001000000203000000080005000a0000022000000003000000160012000a00fd0000000000000000000000000000020000",
      prefix: "10.1.0.0/16", target: "via 10.0.0.2 dev #3 weight 3, via fd00::2 dev #3", table: 254, protocolNumber: 86, metric: 2048),
    Row(
      name: "blackhole", hex: "3400000018002200010000002a000000021a0000fe5600060000000008000f00fe000000080001000a4100000800060000080000",
      prefix: "10.65.0.0/26", target: "blackhole", table: 254, protocolNumber: 86, metric: 2048),
    Row(
      name: "a CNI plugin's host route",
      hex: "3400000018002200010000002a00000002200000fe50fd010000000008000f00fe000000080001000a4100020800040003000000",
      prefix: "10.65.0.2/32", target: "dev #3", table: 254, protocolNumber: 80, metric: 0),
    Row(
      name: "IPv6 ECMP",
      hex: "a800000018002200010000002a0000000a400000fe5600010000000008000f00fe00000014000100fd01000000000000000000000000000008000600"
        + "000800003c0009001c0000000300000014000500fd0000000000000000000000000000021c0000000300000014000500fd000000000000000000000000"
        + "00000324000c0000000000000000000000000000000000000000000000000000000000000000000500140000000000",
      prefix: "fd01::/64", target: "via fd00::2 dev #3, via fd00::3 dev #3", table: 254, protocolNumber: 86, metric: 2048),
  ]

  @Test("the kernel's own route messages decode to what ip-route shows", arguments: routes)
  func decodes(_ row: Row) throws {
    try firstMessage(octets(row.hex)) { message in
      #expect(message.kind == MessageKind.newRoute)
      #expect(message.port == 42)
      let route = try #require(RouteMessage(message.payload)).route
      #expect(route.prefix.description == row.prefix)
      #expect(route.target.description == row.target)
      #expect(route.table == row.table)
      #expect(route.protocolNumber == row.protocolNumber)
      #expect(route.metric == row.metric)
    }
  }

  @Test("decode(encode(route)) is the route, whatever its form", arguments: [0x5EED, 0xB0A7, 0xCAFE] as [UInt64])
  func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(state: seed)
    for _ in 0..<300 {
      let route = Self.randomRoute(&generator)
      var writer = NetlinkWriter()
      writer.newRoute(route, [.create, .replace], sequence: 9)
      try firstMessage(writer.bytes) { message in
        #expect(message.flags == [.request, .acknowledge, .create, .replace])
        #expect(RouteMessage(message.payload)?.route == route, "seed \(seed)")
      }
    }
  }

  private static func randomRoute(_ generator: inout SeededGenerator) -> KernelRoute {
    let family: AddressFamily = Bool.random(using: &generator) ? .ipv4 : .ipv6
    func anyAddress(_ family: AddressFamily) -> IPAddress {
      family == .ipv4
        ? .v4(IPv4Address(.random(in: 1...UInt32.max, using: &generator)))
        : .v6(IPv6Address(high: .random(in: 0...UInt64.max, using: &generator), low: .random(in: 1...UInt64.max, using: &generator)))
    }
    let length = UInt8.random(in: 0...UInt8(family.bitWidth), using: &generator)
    var hops: [KernelNextHop] = []
    for _ in 0..<Int.random(in: 1...5, using: &generator) {
      let gatewayFamily: AddressFamily = family == .ipv4 && Bool.random(using: &generator) ? .ipv6 : family
      hops.append(
        KernelNextHop(
          gateway: anyAddress(gatewayFamily), interfaceIndex: .random(in: 1...99, using: &generator),
          weight: .random(in: 1...255, using: &generator), onLink: Bool.random(using: &generator)))
    }
    let target: RouteTarget = UInt8.random(in: 0...9, using: &generator) == 0 ? .blackhole : RouteTarget(via: hops)
    return KernelRoute(
      prefix: IPPrefix(anyAddress(family), length: length), target: target, table: Bool.random(using: &generator) ? 254 : 5000,
      protocolNumber: 86, metric: .random(in: 0...9999, using: &generator))
  }

  @Test("every truncation and 20,000 mutations of a message are read without a trap")
  func hostileBytes() throws {
    let seed: UInt64 = 0xBAD_B17E5
    var generator = SeededGenerator(state: seed)
    for row in Self.routes {
      let whole = try octets(row.hex)
      for length in 0..<whole.count {
        #expect(throws: BadText.self, "\(row.name), \(length) octets of \(whole.count)") {
          try firstMessage(Array(whole[..<length])) { _ in }
        }
      }
      for _ in 0..<4000 {
        var bytes = whole
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
          bytes[Int.random(in: 16..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
        }
        try firstMessage(bytes) { message in
          _ = (RouteMessage(message.payload), LinkMessage(message.payload), AddressMessage(message.payload), Acknowledgement(message))
        }
      }
    }
  }

  @Test(
    "the kernel's reason is read from the extended acknowledgement, with and without the echoed request",
    arguments: [
      "4400000002000003070000002a0000009bffffff2c000000180005060700000000000000200001004e657874686f702068617320696e76616c6964206761746577617900",
      "6000000002000002070000002a0000009bffffff2c00000018000506070000000000000002100000fe56000100000000080001000a090000080005006309090920000100"
        + "4e657874686f702068617320696e76616c6964206761746577617900",
    ])
  func extendedAcknowledgement(_ hex: String) throws {
    try firstMessage(octets(hex)) { message in
      let answer = try #require(Acknowledgement(message))
      let refusal = try #require(answer.refusal)
      #expect(refusal.reason == "Network is unreachable (Nexthop has invalid gateway)")
      #expect(refusal.mend?.contains("bring the link up") == true)
    }
  }

  @Test("a link message gives name, index and flags")
  func link() throws {
    let hex = "2c00000010000200010000002a00000000000100030000004310010000000000" + "080003007665300008000d00e8030000"
    try firstMessage(octets(hex.replacingLength(0x30))) { message in
      let link = try #require(LinkMessage(message.payload)).link
      #expect(link == Link(index: 3, name: "ve0", isUp: true, isRunning: true))
    }
  }

  @Test(
    "address messages give the node's own address",
    arguments: [
      (
        "4c00000014000200010000002a0000000218800003000000080001000a000001080002000a0000010800030076653000080008008000000014000600"
          + "ffffffffffffffffef9d0300ef9d0300", "10.0.0.1", 24
      ),
      (
        "4800000014000200010000002a0000000a4082000300000014000100fd00000000000000000000000000000114000600ffffffffffffffffef9d0300ef9d0300"
          + "0800080082000000", "fd00::1", 64
      ),
    ] as [(String, String, UInt8)])
  func interfaceAddress(_ hex: String, _ text: String, _ length: UInt8) throws {
    try firstMessage(octets(hex)) { message in
      let content = try #require(AddressMessage(message.payload))
      #expect(content.address == InterfaceAddress(interfaceIndex: 3, address: try address(text), prefixLength: length))
    }
  }
}

extension String {
  /// Hexadecimal text of a message with another length in its first octet.
  fileprivate func replacingLength(_ length: UInt8) -> String {
    let text = String(length, radix: 16)
    return (text.utf8.count == 1 ? "0" + text : text) + dropFirst(2)
  }
}
