import ControlAPI

/// `apusctl workloads` as a table.
public enum WorkloadView {
  /// The table.
  public static func render(_ workloads: [WorkloadEntry], options: Table.Options) -> String {
    Table.render(columns, rows: workloads.map(row), options: options)
  }

  static let columns: [Table.Column] = [
    .init("NAMESPACE"), .init("NAME"), .init("ADDRESSES"), .init("INTERFACE"), .init("ADVERTISED"), .init("SOURCE", isWide: true),
    .init("LABELS", isWide: true), .init("WHY"),
  ]

  static func row(_ workload: WorkloadEntry) -> [Table.Cell] {
    let labels = workload.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return [
      .init(workload.namespace), .init(workload.name), .init(workload.addresses.map(\.description).joined(separator: ",")),
      .init(workload.interface), .init(workload.advertised ? "yes" : "no", workload.advertised ? .good : .warning),
      .init(workload.source.rawValue), .init(labels.joined(separator: ",")), .init(workload.why),
    ]
  }
}
