import ControlAPI

/// `apusctl get` as a table, `apusctl describe` as text.
public enum ResourceView {
  /// The table.
  public static func render(_ resources: [ResourceEntry], options: Table.Options) -> String {
    Table.render(columns, rows: resources.map(row), options: options)
  }

  static let columns: [Table.Column] = [
    .init("KIND"), .init("NAMESPACE"), .init("NAME"), .init("SOURCE"), .init("REVISION", .right, isWide: true),
    .init("LABELS", isWide: true),
  ]

  static func row(_ resource: ResourceEntry) -> [Table.Cell] {
    let labels = resource.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return [
      .init(resource.kind), .init(resource.namespace), .init(resource.name), .init(resource.source),
      .init(resource.revision.map { "\($0)" }), .init(labels.joined(separator: ",")),
    ]
  }

  /// The resource as it was written, and what the daemon makes of it.
  ///
  /// - Parameter state: lines of that; nil when there is nothing to tell.
  public static func describe(_ resource: ResourceEntry, state: String?) -> String {
    let name = resource.namespace.isEmpty ? resource.name : "\(resource.namespace)/\(resource.name)"
    let revision = resource.revision.map { ", revision \($0)" } ?? ""
    let indented = YAMLText.render(resource.document).split(separator: "\n").map { "  \($0)\n" }.joined()
    let states = (state ?? "").split(separator: "\n").map { "  \(Table.Cell.printable(String($0)))\n" }.joined()
    return "\(resource.kind) \(name)\nSource: \(resource.source)\(revision)\n" + (states.isEmpty ? "" : "State:\n\(states)")
      + "Document:\n\(indented)"
  }
}
