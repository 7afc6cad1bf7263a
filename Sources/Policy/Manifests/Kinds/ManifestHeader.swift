/// What every manifest begins with.
struct ManifestHeader {
  /// The API group without version; empty for Kubernetes' core.
  let group: String
  /// The version.
  let version: String
  /// The kind.
  let kind: String
  /// `metadata.name`.
  let name: String
  /// `metadata.namespace`.
  let namespace: String?
  /// `metadata.labels`.
  let labels: [String: String]

  /// Both groups of Calico hold the same specs.
  var isCalico: Bool { (group, version) == ("projectcalico.org", "v3") || (group, version) == ("crd.projectcalico.org", "v1") }

  /// What tells one API from another: Calico's two groups are one, and other versions do not matter where they mean the same.
  var api: String { isCalico ? "projectcalico.org" : group == "policy.networking.k8s.io" ? group : apiVersion }

  /// `group/version`, or the version alone.
  var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

  /// Reads the header; nil after saying what is missing.
  init?(_ fields: inout FieldReader) {
    let apiVersion = fields.require("apiVersion", .text, mend: "add apiVersion: projectcalico.org/v3")
    let kind = fields.require("kind", .text, mend: "add kind: KIND")
    guard let apiVersion, let kind else { return nil }
    let slash = apiVersion.lastIndex(of: "/")
    group = slash.map { String(apiVersion[..<$0]) } ?? ""
    version = slash.map { String(apiVersion[apiVersion.index(after: $0)...]) } ?? apiVersion
    self.kind = kind
    let metadata = fields.read("metadata", Form<FieldReader> { FieldReader($0, "metadata") })
    if let value = metadata?.value("labels") { labels = Form<[String: String]>.labels.read(value) ?? [:] } else { labels = [:] }
    name = metadata?.value("name")?.text ?? ""
    namespace = metadata?.value("namespace")?.text
  }
}
