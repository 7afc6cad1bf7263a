/// Which selectors match which endpoints, kept up to date change by change.
///
/// A change of labels re-evaluates only selectors that mention a changed label and need one that the endpoint has; a new selector looks only
/// at endpoints with a label that it needs. Each call returns the pairs whose membership has changed. Memberships themselves are not stored:
/// they are a function of labels and selectors, so there is nothing that could drift.
public struct LabelIndex: Sendable {
  struct Endpoint: Sendable {
    /// In ascending order of keys.
    var labels: [LabelEntry] = []
    var isLive = true
  }

  struct Registration: Sendable {
    let selector: Selector
    let program: SelectorProgram
    /// Terms of which whatever matches has one.
    let anchors: [LabelTerm]
    /// Terms that it mentions; their texts are held.
    let terms: [LabelTerm]
    var uses = 1
  }

  var texts = TextTable()
  var endpoints: [Endpoint] = []
  var postings = EndpointPostings()
  var registrations: [Registration?] = []
  var buckets = SelectorBuckets()
  var known: [Selector: UInt32] = [:]
  private var freeEndpoints: [UInt32] = []
  var freeSelectors: [UInt32] = []

  /// Without endpoints and selectors.
  public init() {}

  /// Adds an endpoint.
  public mutating func add(_ labels: [String: String]) -> (endpoint: EndpointID, changes: [MembershipChange]) {
    let slot: UInt32
    if let old = freeEndpoints.popLast() {
      slot = old
      endpoints[Int(old)] = Endpoint()
    } else {
      slot = UInt32(endpoints.count)
      endpoints.append(Endpoint())
    }
    replaceLabels(of: slot, with: hold(labels))
    return (EndpointID(rawValue: slot), memberships(of: slot, isMember: true))
  }

  /// Removes an endpoint. Its number may be given to the next one.
  public mutating func remove(_ endpoint: EndpointID) -> [MembershipChange] {
    let slot = endpoint.rawValue
    guard isLive(slot) else { return [] }
    let changes = memberships(of: slot, isMember: false)
    replaceLabels(of: slot, with: [])
    endpoints[Int(slot)].isLive = false
    freeEndpoints.append(slot)
    return changes
  }

  /// Gives an endpoint other labels, all of them.
  public mutating func update(_ endpoint: EndpointID, to labels: [String: String]) -> [MembershipChange] {
    guard isLive(endpoint.rawValue) else { return [] }
    return change(endpoint.rawValue, to: hold(labels))
  }

  /// Gives one label of an endpoint another value, or removes it.
  public mutating func set(_ name: String, to value: String?, on endpoint: EndpointID) -> [MembershipChange] {
    guard isLive(endpoint.rawValue) else { return [] }
    let key = texts.hold(LabelText(name))
    var labels: [LabelEntry] = []
    for entry in endpoints[Int(endpoint.rawValue)].labels where entry.key != key {
      labels.append(LabelEntry(key: texts.holdAgain(entry.key), value: texts.holdAgain(entry.value)))
    }
    if let value {
      let place = labels.firstIndex { $0.key > key } ?? labels.count
      labels.insert(LabelEntry(key: texts.holdAgain(key), value: texts.hold(LabelText(value))), at: place)
    }
    defer { texts.release(key) }
    return change(endpoint.rawValue, to: labels)
  }

  /// The selectors that match an endpoint.
  public func selectors(matching endpoint: EndpointID) -> [SelectorID] {
    isLive(endpoint.rawValue) ? memberships(of: endpoint.rawValue, isMember: true).map(\.selector) : []
  }

  func isLive(_ slot: UInt32) -> Bool { slot < endpoints.count && endpoints[Int(slot)].isLive }
}
