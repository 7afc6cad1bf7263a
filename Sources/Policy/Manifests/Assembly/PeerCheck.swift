import Diagnostics
import NetTypes
import Resources

/// What only the node's own settings, or another peer, show to be wrong with a peer.
struct PeerCheck {
  let settings: BGPSettings

  /// Says everything that is wrong with the peers of this node.
  func check(_ peers: [PeerDraft]) {
    var names: [String: SourcePlace] = [:]
    var remotes: [RemoteKey: String] = [:]
    for peer in peers {
      let place = peer.fields.value("name") ?? peer.fields.mapping
      if let first = names.updateValue(place.place, forKey: peer.spec.name), !peer.spec.name.isEmpty {
        place.error("peer \"\(peer.spec.name)\" is defined twice, first at \(first)", mend: "rename one of them")
      }
      checkKind(of: peer)
      checkFamily(of: peer)
      guard let field = peer.fields.value("peerIP") ?? peer.fields.value("peerRange"), peer.pending == nil else { continue }
      let key = RemoteKey(remote: peer.spec.remote, source: peer.spec.sourceAddress)
      if let other = remotes.updateValue(peer.spec.name, forKey: key), key.isKnown {
        field.error("peer \"\(other)\" has the same \(field.name)", mend: "remove one of them, or give them different sourceAddress")
      }
    }
  }

  /// Two peers may share an address when our own ends differ.
  private struct RemoteKey: Hashable {
    let remote: BGPPeerSpec.Remote
    let source: IPAddress?

    /// Not the stand-in of an address that was wrong.
    var isKnown: Bool {
      if case .address(let peer) = remote { return peer.address != .v4(.any) }
      return true
    }
  }

  /// Internal and external sessions allow different things; nothing is said while either AS is unknown.
  private func checkKind(of peer: PeerDraft) {
    guard settings.asNumber != .zero, peer.fields.has("asNumber"), peer.pending == nil else { return }
    let isInternal = peer.spec.isInternal(localAS: settings.asNumber)
    if peer.spec.routeReflectorClient, let field = peer.fields.value("routeReflectorClient") {
      if !isInternal {
        field.error(
          "AS \(peer.spec.asNumber) is not ours (\(settings.asNumber)), and only internal peers can be clients",
          mend: "remove it, or use asNumber: internal")
      } else if settings.routeReflectorClusterID == nil {
        field.error("this node has no routeReflectorClusterID", mend: "add bgp.routeReflectorClusterID: \(settings.routerID)")
      }
    }
    if isInternal, let field = peer.fields.value("role") {
      field.error("roles are for external peers (RFC 9234), and this one is internal", mend: "remove role")
    }
    if isInternal, let field = peer.fields.value("localASNumber"), peer.spec.localASNumber != settings.asNumber {
      field.error("an internal peer sees our own AS \(settings.asNumber)", mend: "remove localASNumber")
    }
  }

  /// Addresses on the path of one session are of one family.
  private func checkFamily(of peer: PeerDraft) {
    guard let field = peer.fields.value("reachableBy"), let gateway = peer.spec.reachableBy, peer.pending == nil else { return }
    if gateway.family != peer.spec.remote.family { field.refuse(expected: "an address of the same family as the peer's") }
  }
}
