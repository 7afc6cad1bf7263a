import Diagnostics
import Resources
import Yams

/// The resources of a text, one by one.
public struct ManifestDocuments: Sendable {
  /// The resources, in order; those of lists among them.
  public private(set) var documents: [ManifestDocument] = []
  /// Everything that is wrong with them, as far as each shows it by itself.
  public private(set) var problems: [Problem] = []

  /// Takes a YAML or JSON text apart: `---` streams, lists, and the short form of a workload.
  ///
  /// - Parameter file: its name in messages.
  public init(_ text: String, file: String) {
    let reading = Reading(files: .machine)
    let yaml = YAMLDocuments(file: file, text: text, reading: reading)
    var manifests = ManifestSet(reading: reading)
    for root in yaml.roots {
      let value = FieldValue(name: "", node: root, source: yaml.source, reading: reading)
      if !value.isNull { add(value, &manifests) }
    }
    problems = reading.orderedProblems
  }

  /// The resources that a config file writes itself: workloads, peers and filters, each in its short form. Empty when it is no config file.
  public init(ofConfiguration text: String, file: String) {
    let reading = Reading(files: .machine)
    let yaml = YAMLDocuments(file: file, text: text, reading: reading)
    guard let root = yaml.roots.first, let fields = root.mapping else { return }
    let sections: [(String, Node?)] = [
      ("WorkloadEndpoint", fields["workloads"]), ("BGPPeer", fields["bgp"]?["peers"]), ("BGPFilter", fields["bgp"]?["filters"]),
    ]
    for (kind, list) in sections {
      for node in list?.sequence ?? [] {
        let value = FieldValue(name: "", node: node, source: yaml.source, reading: reading)
        if let item = FieldReader(value, kind) { documents.append(Self.short(item, kind)) }
      }
    }
  }

  private mutating func add(_ value: FieldValue, _ manifests: inout ManifestSet) {
    if let fields = FieldReader(value, "manifest"), !fields.has("apiVersion"), !fields.has("kind"), fields.has("addresses") {
      var document = Self.short(fields, "WorkloadEndpoint")
      document.workload = WorkloadForm.item.read(value)?.spec
      return documents.append(document)
    }
    // It says what is wrong with the document, so that the rest here has only to take it apart.
    manifests.add(value)
    split(FieldValue(name: "", node: value.node, source: value.source, reading: Reading(files: .machine)))
  }

  private mutating func split(_ value: FieldValue) {
    guard var fields = FieldReader(value, "manifest"), let header = ManifestHeader(&fields) else { return }
    if header.kind.hasSuffix("List"), let items = fields.value("items")?.items {
      for item in items { split(item) }
      return
    }
    documents.append(
      ManifestDocument(
        kind: header.storedKind, namespace: header.storedNamespace, name: header.name, labels: header.labels, place: value.place,
        json: NodeText.json(value.node), isKnown: ManifestSet.reads(header)))
  }

  private static func short(_ fields: FieldReader, _ kind: String) -> ManifestDocument {
    let isWorkload = kind == "WorkloadEndpoint"
    var labels: [String: String] = [:]
    if isWorkload, let written = fields.value("labels").flatMap({ FieldReader($0, "labels") }) {
      for (key, value) in written.entries { labels[key.name] = value.text ?? "" }
    }
    return ManifestDocument(
      kind: kind, namespace: isWorkload ? fields.value("namespace")?.text ?? "default" : "", name: fields.value("name")?.text ?? "",
      labels: labels, place: fields.mapping.place, json: NodeText.json(fields.mapping.node), isKnown: true)
  }
}

extension ManifestDocuments {
  /// The kinds that Apus reads, sorted; for those who ask for one.
  public static let kinds: [String] = ManifestKind.known.flatMap { api, kinds in
    kinds.keys.map { kind in
      switch api {
      case "projectcalico.org": kind
      case "v1": "\(kind).core"
      default: "\(kind).\(api.prefix { $0 != "/" })"
      }
    }
  }.sorted()

  /// The kinds that a word of the command line means, in any case, as a plural, or short: `bgppeers`, `workload`, `networkpolicy`.
  public static func kinds(meant word: String) -> [String] {
    let word = word.lowercased()
    let short = ["workload": "workloadendpoint", "workloads": "workloadendpoint", "peers": "bgppeer", "filters": "bgpfilter"][word]
    return kinds.filter { kind in
      let name = kind.lowercased()
      let bare = String(name.prefix { $0 != "." })
      let plural = bare.hasSuffix("y") ? "\(bare.dropLast())ies" : "\(bare)s"
      return [name, bare, plural].contains(short ?? word)
    }
  }
}

extension ManifestHeader {
  /// Two groups may have a kind of the same name: what is not Calico's says whose it is.
  fileprivate var storedKind: String { isCalico ? kind : "\(kind).\(group.isEmpty ? "core" : group)" }

  fileprivate var storedNamespace: String {
    // These two are read like their neighbours, and have no namespace all the same.
    let isNamespaced = ManifestKind.known[api]?[kind]?.isNamespaced == true && !(group.isEmpty && ["Namespace", "Node"].contains(kind))
    return namespace ?? (isNamespaced ? "default" : "")
  }
}
