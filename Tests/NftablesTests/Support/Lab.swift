import Foundation
import NetTypes
import Resources

/// A node that is one namespace, and its workloads, each in another, behind veth pairs with host routes.
final class Lab {
  let name = "apus-nft-\(getpid())-\(UUID().uuidString.prefix(4).lowercased())"
  private(set) var endpoints: [String: LabEndpoint] = [:]
  private var spaces: [String] = []

  init(_ workloads: [WorkloadEndpoint]) throws {
    try add(name, "")
    try run(name, "sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv4.icmp_ratelimit=0")
    for workload in workloads { try add(workload) }
  }

  deinit {
    endpoints.removeAll()
    for space in spaces { _ = try? Namespace.shell("ip netns del \(space)") }
  }

  private func add(_ space: String, _ commands: String) throws {
    try Namespace.shell("ip netns add \(space)")
    spaces.append(space)
    try run(space, "ip link set lo up; sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0; \(commands)")
  }

  func run(_ space: String, _ commands: String) throws {
    try Namespace.shell("ip netns exec \(space) sh -c 'set -e; \(commands)'")
  }

  private func add(_ workload: WorkloadEndpoint) throws {
    let (space, link) = ("\(name)-\(workload.name)", RandomCluster.interface(workload))
    try add(space, "")
    try run(
      name,
      """
      ip link add \(link) type veth peer name eth0 netns \(space)
      ip link set \(link) address ee:ee:ee:ee:ee:ee up; ip addr add 169.254.1.1/32 dev \(link)
      ip -6 addr add fe80::1/64 dev \(link) nodad
      """)
    var commands = "ip link set eth0 up; ip route add 169.254.1.1 dev eth0; ip route add default via 169.254.1.1"
    commands += "; ip -6 route add default via fe80::1 dev eth0"
    for address in workload.addresses {
      commands += "; ip addr add \(IPPrefix(host: address)) dev eth0" + (address.family == .ipv6 ? " nodad" : "")
    }
    // A packet of one's own kind is not answered by the kernel of the receiver: only our sockets count.
    try run(space, commands)
    for address in workload.addresses { try run(name, "ip route add \(IPPrefix(host: address)) dev \(link)") }
    let addresses = workload.addresses
    endpoints[workload.qualifiedName] = try Namespace.inside(named: space) { try LabEndpoint(addresses: addresses) }
  }

  /// Sends inside the workload's own namespace.
  func send(_ probe: LabEndpoint.Probe, from workload: WorkloadEndpoint, icmpType: UInt8, icmpCode: UInt8) throws {
    guard let endpoint = endpoints[workload.qualifiedName] else { return }
    try Namespace.inside(named: "\(name)-\(workload.name)") { try endpoint.send(probe, icmpType: icmpType, icmpCode: icmpCode) }
  }
}
