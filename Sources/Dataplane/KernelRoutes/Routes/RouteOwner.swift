/// Who put a route into the kernel, for people.
public enum RouteOwner {
  /// `static`, `bird`, or the number; as `/etc/iproute2/rt_protos` has them.
  public static func name(of protocolNumber: UInt8) -> String { names[protocolNumber] ?? "protocol \(protocolNumber)" }

  private static let names: [UInt8: String] = [
    1: "redirect", 2: "kernel", 3: "boot", 4: "static", 9: "ra", 11: "zebra", 12: "bird", 16: "dhcp", 80: "felix", 186: "bgp", 187: "isis",
    188: "ospf", 189: "rip", 192: "eigrp",
  ]
}
