import ControlAPI
import Foundation
import Resources
import StoreAPI

/// Workloads that were added over the API, as they are kept in the store.
enum RuntimeWorkloads {
  static let kind = "WorkloadEndpoint"

  static func key(namespace: String, name: String) -> ResourceKey { ResourceKey(kind: kind, namespace: namespace, name: name) }

  static func payload(_ spec: WorkloadSpec) throws -> [UInt8] { Array(try JSONEncoder().encode(spec)) }
}

extension Workload {
  /// A workload of the API.
  init(_ spec: WorkloadSpec) {
    self.init(name: spec.name, addresses: spec.addresses)
    namespace = spec.namespace
    labels = spec.labels
    interface = spec.interface
    ports = spec.ports.compactMap { port in
      Self.protocolNumber(port.protocol).map { Resources.WorkloadPort(name: port.name, ipProtocol: $0, port: port.port) }
    }
  }

  static func protocolNumber(_ name: String) -> UInt8? {
    switch name.uppercased() {
    case "TCP": 6
    case "UDP": 17
    case "SCTP": 132
    default: UInt8(name).flatMap { $0 == 0 ? nil : $0 }
    }
  }

  static func protocolName(_ number: UInt8) -> String {
    switch number {
    case 6: "TCP"
    case 17: "UDP"
    case 132: "SCTP"
    default: String(number)
    }
  }
}

extension WorkloadSpec {
  /// The API's form of a workload.
  init(_ workload: Workload) {
    self.init(
      name: workload.name, namespace: workload.namespace, addresses: workload.addresses, labels: workload.labels,
      interface: workload.interface,
      ports: workload.ports.map { .init(name: $0.name, protocol: Workload.protocolName($0.ipProtocol), port: $0.port) })
  }
}
