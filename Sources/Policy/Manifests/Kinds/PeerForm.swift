import NetTypes
import Resources

/// The fields of a BGPPeer: those of Calico and Apus's own.
enum PeerForm {
  /// An item of `bgp.peers`: a name and the fields of a spec.
  static var item: Form<PeerDraft> {
    Form { value in
      guard var fields = FieldReader(value, "bgp.peers") else { return nil }
      let name = fields.require("name", .name, mend: "add name: NAME")
      return read(name ?? "", &fields)
    }
  }

  /// Reads everything but the name, and reports what is unknown.
  static func read(_ name: String, _ fields: inout FieldReader) -> PeerDraft {
    let remote = Self.remote(&fields)
    // Without an address the place of the peer is all that later checks look at; the error is already reported.
    var spec = BGPPeerSpec(name: name, remote: remote ?? .address(PeerAddress(address: .v4(.any))), asNumber: .internal)
    var audience = PeerDraft.Audience.everyNode
    var pending = selection(&fields, &audience)
    if pending == nil {
      fields.require("asNumber", .remoteAS, mend: "add asNumber: NUMBER, internal or external").map { spec.asNumber = $0 }
    } else {
      fields.read("asNumber", .remoteAS, into: &spec.asNumber)
    }
    session(&fields, &spec)
    routes(&fields, &spec)
    restart(&fields, &spec)
    let usesNodeAddress = source(&fields, &spec)
    pending = password(&fields, &spec) ?? pending
    ineffective(&fields, spec)
    fields.finish()
    return PeerDraft(spec: spec, fields: fields, audience: audience, usesNodeAddress: usesNodeAddress, pending: pending)
  }

  /// What is read for later versions, or is Calico's and means nothing here.
  private static func ineffective(_ fields: inout FieldReader, _ spec: BGPPeerSpec) {
    if spec.bfd != nil { fields.value("bfd")?.ineffective() }
    if spec.identity != nil { fields.value("identity")?.ineffective() }
    if spec.reachableBy != nil { fields.value("reachableBy")?.ineffective() }
    fields.ignore("reversePeering", default: "Auto")
    fields.ignore("failureDetectionMode", default: "None")
    fields.ignore("restartMode", default: "GracefulRestart")
    fields.ignore("birdGatewayMode", default: "Recursive")
  }

  private static func remote(_ fields: inout FieldReader) -> BGPPeerSpec.Remote? {
    let address = fields.read("peerIP", .peerAddress)
    let range = fields.read("peerRange", .prefix)
    if fields.has("peerIP"), let second = fields.value("peerRange") {
      second.error("peerIP and peerRange are both given", mend: "remove one of them")
    }
    if !fields.has("peerIP") && !fields.has("peerRange") && !fields.has("peerSelector") && !fields.has("localWorkloadSelector") {
      fields.missing("peerIP", mend: "add peerIP: ADDRESS, or peerRange: PREFIX to accept every peer in it")
    }
    return address.map { .address($0) } ?? range.map { .range($0) }
  }

  /// Which nodes, and which peers by label: the latter needs to know the nodes of the cluster.
  private static func selection(_ fields: inout FieldReader, _ audience: inout PeerDraft.Audience) -> String? {
    if let node = fields.read("node", .text) { audience = .node(node) }
    if let selector = fields.read("nodeSelector", .selector) { audience = .nodes(selector) }
    if fields.has("node"), let second = fields.value("nodeSelector") {
      second.error("node and nodeSelector are both given", mend: "remove one of them")
    }
    var pending: String?
    for name in ["peerSelector", "localWorkloadSelector"] {
      guard fields.read(name, .selector) != nil, let value = fields.value(name) else { continue }
      for other in ["peerIP", "peerRange"] where fields.has(other) {
        value.error("\(name) and \(other) are both given", mend: "remove one of them")
      }
      pending = "\(name) is not supported by this version; give peerIP or peerRange"
    }
    return pending
  }

  private static func session(_ fields: inout FieldReader, _ spec: inout BGPPeerSpec) {
    fields.read("localASNumber", .asNumber, into: &spec.localASNumber)
    fields.read("ttlSecurity", .integer(1...255, expected: "1...255 hops"), into: &spec.ttlSecurity)
    fields.read("reachableBy", .address, into: &spec.reachableBy)
    fields.read("families", .families, into: &spec.families)
    fields.read("holdTime", .holdTime, into: &spec.holdTime)
    fields.read("sendHoldTime", .integer(1...86400, expected: "1...86400 seconds"), into: &spec.sendHoldTime)
    fields.read(
      "bfd", .toggle(BFDSettings(), .bfd, expected: "true, false or { transmitInterval, receiveInterval, multiplier }"), into: &spec.bfd)
    fields.read("role", .word, into: &spec.role)
    fields.read("addPath", .addPath, into: &spec.addPath)
    fields.read("enabled", .truth, into: &spec.enabled)
    fields.read("passive", .truth, into: &spec.passive)
    if case .range = spec.remote, !spec.passive, let value = fields.value("passive") {
      value.error("the peers of a range connect to us", mend: "remove passive, or give peerIP")
    }
  }

  private static func routes(_ fields: inout FieldReader, _ spec: inout BGPPeerSpec) {
    fields.read("filters", .list(of: .text), into: &spec.filters)
    fields.read("routeReflectorClient", .truth, into: &spec.routeReflectorClient)
    fields.read("identity", .word, into: &spec.identity)
    fields.read("prefixLimit", .prefixLimit, into: &spec.prefixLimit)
    fields.read("numAllowedLocalASNumbers", .integer(0...255), into: &spec.numAllowedLocalASNumbers)
    let keeps = fields.read("keepOriginalNextHop", .truth)
    if keeps == true { spec.nextHopMode = .keep }
    fields.read("nextHopMode", .word, into: &spec.nextHopMode)
    if keeps == true, let mode = fields.value("nextHopMode"), spec.nextHopMode != .keep {
      mode.error("contradicts keepOriginalNextHop: true, which is nextHopMode: Keep", mend: "remove one of them")
    }
  }

  private static func restart(_ fields: inout FieldReader, _ spec: inout BGPPeerSpec) {
    if let settings = fields.read("gracefulRestart", .gracefulRestart) {
      spec.gracefulRestart = settings.map { .on($0) } ?? .off
    }
    guard let time = fields.read("maxRestartTime", .seconds(0...4095)), let field = fields.value("maxRestartTime") else { return }
    if fields.has("gracefulRestart") {
      field.error("gracefulRestart is given as well", mend: "set gracefulRestart.restartTime instead")
      return
    }
    var settings = GracefulRestartSettings()
    settings.restartTime = UInt16(time)
    spec.gracefulRestart = .on(settings)
  }

  /// Gives whether the node's own address is to be used.
  private static func source(_ fields: inout FieldReader, _ spec: inout BGPPeerSpec) -> Bool {
    enum Source {
      case nodeAddress
      case none
      case address(IPAddress)
    }
    let form = Form<Source>.scalar("an IP address, UseNodeIP or None") { text in
      switch text {
      case "UseNodeIP": .nodeAddress
      case "None": Source.none
      default: IPAddress(text).map { .address($0) }
      }
    }
    switch fields.read("sourceAddress", form) {
    case .address(let address):
      if case .address(let peer) = spec.remote, spec.remote.family != address.family, fields.has("peerIP") {
        fields.value("sourceAddress")?.refuse(expected: "an address of the same family as peerIP \(peer)")
      }
      spec.sourceAddress = address
      return false
    case .nodeAddress: return true
    case .some(.none), nil: return false
    }
  }

  private static func password(_ fields: inout FieldReader, _ spec: inout BGPPeerSpec) -> String? {
    switch fields.read("password", .password) {
    case .known(let password):
      spec.password = password
      return nil
    case .secretReference(let name): return "the Kubernetes secret \(name) cannot be read by this version; give password: { file: PATH }"
    case nil: return nil
    }
  }
}

extension Form where Value == BFDSettings {
  fileprivate static var bfd: Form {
    fields("bfd") { fields in
      var settings = BFDSettings()
      fields.read("transmitInterval", .integer(10...60000, expected: "10...60000 milliseconds"), into: &settings.transmitInterval)
      fields.read("receiveInterval", .integer(10...60000, expected: "10...60000 milliseconds"), into: &settings.receiveInterval)
      fields.read("multiplier", .integer(1...255), into: &settings.multiplier)
      return settings
    }
  }
}

extension Form where Value == AddPathSettings {
  /// A direction, for all paths; or which ones.
  fileprivate static var addPath: Form {
    let settings = Form.fields("addPath") { fields in
      var settings = AddPathSettings()
      fields.read("send", .sending, into: &settings.send)
      fields.read("receive", .truth, into: &settings.receive)
      return settings
    }
    return Form { value in
      if case .mapping = value.node { return settings.read(value) }
      switch value.text {
      case "none": return AddPathSettings()
      case "receive": return AddPathSettings(receive: true)
      case "send": return AddPathSettings(send: .all)
      case "both": return AddPathSettings(send: .all, receive: true)
      default:
        let nearest = value.text.flatMap { NearestName.of($0, among: ["none", "receive", "send", "both"]) }
        value.refuse(
          expected: "none, receive, send, both or { send: all | ecmp | best-N, receive: true | false }",
          mend: nearest.map { "did you mean \($0)?" })
        return nil
      }
    }
  }
}

extension Form where Value == AddPathSettings.Sending? {
  fileprivate static var sending: Form {
    let limits = AddPathSettings.Sending.limits
    return scalar("all, ecmp, none or best-N with N in \(limits.lowerBound)...\(limits.upperBound)") { text in
      text == "none" ? .some(nil) : AddPathSettings.Sending(text).map { .some($0) }
    }
  }
}

extension Form where Value == PrefixLimit {
  fileprivate static var prefixLimit: Form {
    fields("prefixLimit") { fields in
      var limit = PrefixLimit(maximum: 0)
      fields.require("maximum", .integer(1...UInt32.max), mend: "add maximum: NUMBER").map { limit.maximum = $0 }
      fields.read("action", .word, into: &limit.action)
      fields.read("restartAfter", .integer(1...86400, expected: "1...86400 seconds"), into: &limit.restartAfter)
      if limit.action != .restart, let value = fields.value("restartAfter") {
        value.warning("has no effect with action \(limit.action.rawValue)", mend: "add action: restart")
      }
      return limit
    }
  }
}

extension Form where Value == GracefulRestartSettings? {
  /// `false`, `true` or its times.
  static var gracefulRestart: Form {
    let settings = Form<GracefulRestartSettings>.fields("gracefulRestart") { fields in
      var settings = GracefulRestartSettings()
      fields.read("restartTime", .integer(0...4095, expected: "0...4095 seconds"), into: &settings.restartTime)
      fields.read("longLivedStaleTime", .integer(0...16_777_215, expected: "0...16777215 seconds"), into: &settings.longLivedStaleTime)
      fields.read("selectionDeferralTime", .integer(0...600, expected: "0...600 seconds"), into: &settings.selectionDeferralTime)
      if settings.longLivedStaleTime != GracefulRestartSettings().longLivedStaleTime {
        fields.value("longLivedStaleTime")?.ineffective("gracefulRestart.longLivedStaleTime")
      }
      return settings
    }
    return toggle(GracefulRestartSettings(), settings, expected: "true, false or { restartTime: SECONDS }")
  }
}
