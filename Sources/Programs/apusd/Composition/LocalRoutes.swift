import BGPFilters
import BGPRIB
import BGPSpeaker
import NetTypes
import Resources

/// The routes that the node originates: its blocks, its workloads of the config and those added at run time.
enum LocalRoutes {
  /// The declared routes; where two workloads claim an address the first one of the config has it.
  static func declared(_ node: NodeConfiguration, runtime: [Workload]) -> [DeclaredRoute] {
    let blocks = node.blocks.enumerated().map { index, prefix in
      LocalRoute(prefix: prefix, kind: .block, name: "blocks[\(index)]")
    }
    let workloads = (node.workloads + runtime).flatMap { workload in
      workload.addresses.map { address in
        LocalRoute(prefix: IPPrefix(host: address), kind: .workload, name: workload.qualifiedName, interface: workload.interface)
      }
    }
    return (blocks + workloads).filter { mayLeave($0.prefix, node) }.map { route in
      var route = route
      route.communities = communities(of: route.prefix, node)
      return DeclaredRoute(route)
    }
  }

  /// The places that the kernel is asked to watch.
  static func interfaces(_ node: NodeConfiguration, runtime: [Workload]) -> [String: [IPAddress]] {
    var places: [String: [IPAddress]] = [:]
    for workload in node.workloads + runtime {
      if let interface = workload.interface { places[interface, default: []] += workload.addresses }
    }
    return places
  }

  private static func mayLeave(_ prefix: IPPrefix, _ node: NodeConfiguration) -> Bool {
    !node.ipPools.contains { $0.disableBGPExport && $0.cidr.contains(prefix) }
  }

  private static func communities(of prefix: IPPrefix, _ node: NodeConfiguration) -> [FilterCommunity] {
    node.bgp.prefixAdvertisements.filter { $0.cidr.contains(prefix) }.flatMap(\.communities).map { FilterCommunity($0) }
  }
}
