import Diagnostics
import NetTypes
import Resources
import Yams

/// Everything that manifests say, before it is made one configuration.
struct ManifestSet {
  private(set) var peers: [PeerDraft] = []
  private(set) var filters: [Draft<BGPFilterSpec>] = []
  private(set) var configurations: [Draft<BGPConfigurationSpec>] = []
  private(set) var nodes: [Draft<NodeSpec>] = []
  private(set) var pools: [Draft<IPPoolSpec>] = []
  private(set) var workloads: [(node: String?, workload: Draft<Workload>)] = []

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

  private mutating func add(_ value: FieldValue) {
    guard var fields = FieldReader(value, "manifest"), let header = ManifestHeader(&fields) else { return }
    fields.accept("status")
    if header.kind.hasSuffix("List"), fields.has("items") || header.kind == "List" {
      let items = fields.read("items", Form<[FieldValue]> { $0.items }) ?? []
      fields.finish()
      for item in items { add(item) }
    } else if header.isCalico, let read = Self.readers[header.kind] {
      guard isNew(header, fields) else { return }
      // A resource without a spec is one with an empty spec.
      let empty = FieldValue(
        name: "spec", node: Node.mapping(.init([], .implicit, .block, value.node.mark)), source: value.source, reading: reading)
      let spec = fields.read("spec", Form<FieldValue> { $0 }) ?? empty
      fields.finish()
      if var specFields = FieldReader(spec, "\(header.kind).spec") { read(&self, header, &specFields) }
    } else {
      mention(header, fields)
      if (header.group, header.version, header.kind) == ("", "v1", "Node") { addKubernetesNode(header, fields) }
    }
  }

  private static let readers: [String: @Sendable (inout ManifestSet, ManifestHeader, inout FieldReader) -> Void] = [
    "BGPPeer": { $0.peers.append(PeerForm.read($1.name, &$2)) },
    "BGPFilter": { $0.filters.append(FilterForm.read($1.name, &$2)) },
    "BGPConfiguration": { $0.configurations.append(ClusterForms.configuration($1.name, &$2)) },
    "Node": { $0.nodes.append(ClusterForms.node($1, &$2)) },
    "IPPool": { $0.pools.append(ClusterForms.pool($1.name, &$2)) },
    "WorkloadEndpoint": { $0.workloads.append(WorkloadForm.read($1, &$2)) },
  ]

  /// Kubernetes' Node gives labels; its addresses belong to the kubelet.
  private mutating func addKubernetesNode(_ header: ManifestHeader, _ fields: FieldReader) {
    var spec = NodeSpec(name: header.name)
    spec.labels = header.labels
    nodes.append(Draft(spec: spec, fields: fields))
  }

  /// Whether the resource has a name that no other of its kind has.
  private mutating func isNew(_ header: ManifestHeader, _ fields: FieldReader) -> Bool {
    if header.name.isEmpty {
      fields.error("\(header.kind) has no name", mend: "add metadata: { name: NAME }")
      return false
    }
    let key = "\(header.kind) \(header.namespace.map { "\($0)/" } ?? "")\(header.name)"
    let name = fields.value("metadata").flatMap { FieldReader($0, "metadata") }?.value("name")
    if let first = placeByName[key] {
      name?.error("\(key) is defined twice, first at \(first)", mend: "remove or rename one of them")
      return false
    }
    placeByName[key] = name?.place
    return true
  }

  /// One warning a kind for what is read without effect and for what is not read at all.
  private mutating func mention(_ header: ManifestHeader, _ fields: FieldReader) {
    let name = "\(header.kind) (\(header.apiVersion))"
    let text: String
    switch ManifestKinds.use(of: header) {
    case .context: return
    case .policy: text = "\(name) is read but not enforced by this version"
    case .unknown: text = "\(name) is a kind that Apus does not read; skipped"
    }
    guard mentionedKinds.insert(name).inserted, let kind = fields.value("kind") else { return }
    reading.add(Problem(.warning, at: kind.place, text, sourceLine: kind.source.shownLine(kind.place.line)))
  }
}
