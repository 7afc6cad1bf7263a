import BGPRIB
import BGPWire
import ControlAPI
import NetTypes

extension RouteEntry {
  /// A path of the RIB in the API's words.
  ///
  /// - Parameter from: the peer's name; `local` for own routes.
  init(_ view: RouteView, from: String, _ clock: ClockPair) {
    let attributes = view.attributes.withUnsafeBytes { AttributeSummary(AttributeView($0), nextHop: view.nextHop) }
    self.init(
      prefix: view.prefix, best: view.isBest, nextHop: view.nextHop?.address.description, origin: Self.origin(attributes.origin),
      asPath: Self.path(attributes.asPath), med: attributes.med, localPref: attributes.localPref,
      communities: attributes.communities.map(\.description), largeCommunities: attributes.largeCommunities.map(\.description),
      extendedCommunities: attributes.extendedCommunities.map(\.description), originatorID: attributes.originatorID?.description,
      clusterList: attributes.clusterList.map(\.description),
      unknownAttributes: attributes.unknownAttributes.map {
        UnknownAttribute(type: $0.type.rawValue, flags: $0.flags.rawValue, value: HexText.encode($0.value))
      },
      from: from, installed: view.isInstalled, why: Self.why(view), filtered: Self.isFiltered(view.why), stale: view.isStale,
      pathID: view.pathID, since: view.since == .zero ? nil : clock.timestamp(view.since))
  }

  private static func why(_ view: RouteView) -> String {
    let name = view.local.map { "\($0.kind) \($0.name): " } ?? ""
    return name + view.why.text + (view.isMultipath && !view.isBest ? "; used beside the best (multipath)" : "")
  }

  private static func isFiltered(_ reason: RouteReason) -> Bool {
    switch reason {
    case .filtered, .ownASInPath, .ownOriginator, .clusterLoop, .routeLeak: true
    default: false
    }
  }

  private static func origin(_ origin: BGPWire.Origin?) -> Origin? {
    switch origin {
    case .igp: .igp
    case .egp: .egp
    case .incomplete: .incomplete
    case nil: nil
    }
  }

  private static func path(_ path: ASPath?) -> [ASPathElement] {
    (path?.segments ?? []).flatMap { segment -> [ASPathElement] in
      let numbers = segment.numbers.map(\.rawValue)
      switch segment.kind {
      case .sequence: return numbers.map { .number($0) }
      case .set: return [.set(numbers)]
      case .confederationSequence: return [.confederationSequence(numbers)]
      case .confederationSet: return [.confederationSet(numbers)]
      }
    }
  }
}
