import Diagnostics
import NetTypes
import Resources
import Yams

/// Everything that manifests say, before it is made one configuration.
struct ManifestSet {
  var peers: [PeerDraft] = []
  var filters: [Draft<BGPFilterSpec>] = []
  var configurations: [Draft<BGPConfigurationSpec>] = []
  var nodes: [Draft<NodeSpec>] = []
  var pools: [Draft<IPPoolSpec>] = []
  var workloads: [WorkloadDraft] = []
  /// What concerns policy.
  var policy = PolicySet()

  private let reading: Reading
  private var placeByName: [String: SourcePlace] = [:]
  private var mentionedKinds: Set<String> = []

  init(reading: Reading) { self.reading = reading }

  /// Reads every document of a file.
  mutating func add(_ documents: YAMLDocuments) {
    for root in documents.roots {
      let value = FieldValue(name: "", node: root, source: documents.source, reading: reading)
      if !value.isNull { add(value) }
    }
  }

  /// Reads one manifest.
  mutating func add(_ value: FieldValue) {
    guard var fields = FieldReader(value, "manifest"), let header = ManifestHeader(&fields) else { return }
    fields.accept("status")
    if header.kind.hasSuffix("List"), fields.has("items") || header.kind == "List" {
      let items = fields.read("items", Form<[FieldValue]> { $0.items }) ?? []
      fields.finish()
      for item in items { add(item) }
    } else if let kind = ManifestKind.known[header.api]?[header.kind] {
      guard isNew(header, fields) else { return }
      warnOfNamespace(header, kind, fields)
      read(header, kind, &fields)
    } else {
      skip(header, fields)
    }
  }

  private mutating func read(_ header: ManifestHeader, _ kind: ManifestKind, _ fields: inout FieldReader) {
    switch kind.content {
    case .document(let read): read(&self, header, &fields)
    case .spec(let read):
      // A resource without a spec is one with an empty spec.
      let empty = fields.mapping.named("spec").emptyMapping
      let spec = fields.read("spec", Form<FieldValue> { $0 }) ?? empty
      fields.finish()
      if var specFields = FieldReader(spec, "\(header.kind).spec") { read(&self, header, &specFields) }
    }
  }

  /// Whether anything is done with a manifest of this kind.
  static func reads(_ header: ManifestHeader) -> Bool { ManifestKind.known[header.api]?[header.kind] != nil }

  /// Whether the resource has a name that no other of its kind has.
  private mutating func isNew(_ header: ManifestHeader, _ fields: FieldReader) -> Bool {
    if header.name.isEmpty {
      fields.error("\(header.kind) has no name", mend: "add metadata: { name: NAME }")
      return false
    }
    let text = "\(header.kind) \(header.namespace.map { "\($0)/" } ?? "")\(header.name)"
    // Kubernetes and Calico have kinds of the same name.
    let key = "\(header.api) \(text)"
    let name = fields.value("metadata").flatMap { FieldReader($0, "metadata") }?.value("name")
    if let first = placeByName[key] {
      name?.error("\(text) is defined twice, first at \(first)", mend: "remove or rename one of them")
      return false
    }
    placeByName[key] = name?.place
    return true
  }

  private func warnOfNamespace(_ header: ManifestHeader, _ kind: ManifestKind, _ fields: FieldReader) {
    guard !kind.isNamespaced, let field = fields.value("metadata")?["namespace"] else { return }
    field.warning("a \(header.kind) is of the whole cluster and of no namespace", mend: "remove it")
  }

  /// One warning a kind for what is not read at all.
  private mutating func skip(_ header: ManifestHeader, _ fields: FieldReader) {
    let name = "\(header.kind) (\(header.apiVersion))"
    guard mentionedKinds.insert(name).inserted, let kind = fields.value("kind") else { return }
    kind.named("").warning("\(name) is a kind that Apus does not read; skipped")
  }
}

extension FieldValue {
  /// Nothing, at the place of this value.
  fileprivate var emptyMapping: FieldValue {
    FieldValue(name: name, node: Node.mapping(.init([], .implicit, .block, node.mark)), source: source, reading: reading)
  }
}
