import NetTypes
import Resources

/// Whether the names that a peer uses exist.
enum ReferenceCheck {
  /// Says which filters of a peer nobody defined.
  static func filters(of peer: PeerDraft, known: [String]) {
    let names = known + BuiltInFilterName.allCases.map(\.rawValue)
    for item in peer.fields.value("filters")?.items ?? [] {
      guard let name = item.text, !names.contains(name) else { continue }
      let mend = NearestName.of(name, among: names).map { "did you mean \"\($0)\"?" } ?? "known filters: \(names.joined(separator: ", "))"
      item.error("unknown filter \"\(name)\"", mend: mend)
    }
  }
}
