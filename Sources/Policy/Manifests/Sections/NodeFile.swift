import NetTypes
import Resources

/// What the node's own file says: a configuration with defaults in it, and drafts of what has to be checked against the rest.
struct NodeFile {
  /// Settings with defaults; the name, the AS and the router ID are stand-ins until they are known.
  var configuration = NodeConfiguration(node: NodeIdentity(name: ""), bgp: BGPSettings(asNumber: .zero, routerID: RouterID(0)))
  /// The fields of `bgp:`, to know what was said and what is default.
  var bgp: FieldReader?
  /// The whole file's fields.
  var fields: FieldReader
  /// `bgp.peers`.
  var peers: [PeerDraft] = []
  /// `bgp.filters`.
  var filters: [Draft<BGPFilterSpec>] = []
  /// `workloads`.
  var workloads: [Draft<Workload>] = []
  /// `blocks`, with their places.
  var blocks: [Placed<IPPrefix>] = []
  /// `manifests`, with their places.
  var manifests: [Placed<String>] = []

  /// Reads the document; nil when it is no config file at all.
  init?(_ document: FieldValue) {
    guard var fields = FieldReader(document, "the config file") else { return nil }
    if fields.has("apiVersion"), let kind = fields.value("kind") {
      kind.error("this is a manifest, not a config file", mend: "name it under manifests: in the config file")
      return nil
    }
    self.fields = fields
    fields.read("node", .node, into: &configuration.node)
    readBGP(&fields)
    fields.read("workloads", .rightItems(of: WorkloadForm.item), into: &workloads)
    fields.read("blocks", .rightItems(of: Form<IPPrefix>.prefix.withField), into: &blocks)
    fields.read("advertiseWorkloads", .word, into: &configuration.advertiseWorkloads)
    fields.read("manifests", .rightItems(of: Form<String>.text.withField), into: &manifests)
    configuration.manifests = manifests.map(\.value)
    fields.read("kernel", .kernel, into: &configuration.kernel)
    fields.read("policy", .policy, into: &configuration.policy)
    fields.read("store", .store, into: &configuration.store)
    fields.read("api", .api, into: &configuration.api)
    fields.read("log", .log, into: &configuration.log)
    fields.finish()
    self.fields = fields
  }

  private mutating func readBGP(_ fields: inout FieldReader) {
    guard var bgp = fields.read("bgp", Form<FieldReader> { FieldReader($0, "bgp") }) else { return }
    bgp.read("asNumber", .asNumber, into: &configuration.bgp.asNumber)
    bgp.read("routerID", .routerID, into: &configuration.bgp.routerID)
    bgp.read("listen", .list(of: .address), into: &configuration.bgp.listen)
    bgp.read("listenPort", .port, into: &configuration.bgp.listenPort)
    bgp.read("routeReflectorClusterID", .routerID, into: &configuration.bgp.routeReflectorClusterID)
    bgp.read("clientToClientReflection", .truth, into: &configuration.bgp.clientToClientReflection)
    bgp.read("holdTime", .holdTime, into: &configuration.bgp.holdTime)
    bgp.read("gracefulRestart", .gracefulRestart, into: &configuration.bgp.gracefulRestart)
    bgp.read("multipath", .integer(1...128), into: &configuration.bgp.multipath)
    bgp.read("peers", .rightItems(of: PeerForm.item), into: &peers)
    bgp.read("filters", .rightItems(of: FilterForm.item), into: &filters)
    bgp.finish()
    self.bgp = bgp
  }
}

/// A value and where it is written.
struct Placed<Value> {
  /// The value.
  let value: Value
  /// Where it is written.
  let field: FieldValue
}

extension Form {
  /// The value with its place.
  fileprivate var withField: Form<Placed<Value>> {
    Form<Placed<Value>> { field in self.read(field).map { Placed(value: $0, field: field) } }
  }
}
