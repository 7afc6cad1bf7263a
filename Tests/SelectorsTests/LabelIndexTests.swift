import Testing

@testable import Selectors

@Suite("the label index")
struct LabelIndexTests {
  /// What a caller knows who only adds up the changes that he is told.
  private struct Follower {
    var index = LabelIndex()
    var endpoints: [EndpointID: [String: String]] = [:]
    var selectors: [SelectorID: (selector: Selector, uses: Int)] = [:]
    var members: Set<MembershipChange> = []
    var isConsistent = true

    mutating func follow(_ changes: [MembershipChange]) {
      for change in changes {
        let member = MembershipChange(selector: change.selector, endpoint: change.endpoint, isMember: true)
        let isNew = change.isMember ? members.insert(member).inserted : members.remove(member) != nil
        isConsistent = isConsistent && isNew
      }
    }

    /// Every selector on every endpoint.
    var expected: Set<MembershipChange> {
      var result: Set<MembershipChange> = []
      for (id, entry) in selectors {
        for (endpoint, labels) in endpoints where entry.selector.matches(labels) {
          result.insert(MembershipChange(selector: id, endpoint: endpoint, isMember: true))
        }
      }
      return result
    }

    mutating func step(_ random: inout RandomSelectors) {
      let endpoint = endpoints.keys.sorted { $0.rawValue < $1.rawValue }.randomElement(using: &random.generator)
      let selector = selectors.keys.sorted { $0.rawValue < $1.rawValue }.randomElement(using: &random.generator)
      switch (random.number(0...9), endpoint, selector) {
      case (0, _, _), (_, nil, _): add(random.labels())
      case (1, let endpoint?, _): remove(endpoint)
      case (2, _, _), (_, _, nil): register(Selector(random.expression()))
      case (3, _, let selector?): unregister(selector)
      case (4, _, let selector?): if let known = selectors[selector]?.selector { register(known) }
      case (5, let endpoint?, _): update(endpoint, random.labels())
      case (_, let endpoint?, _): set(random.name().string, random.chance(70) ? random.value().string : nil, on: endpoint)
      }
    }

    mutating func add(_ labels: [String: String]) {
      let (endpoint, changes) = index.add(labels)
      endpoints[endpoint] = labels
      follow(changes)
    }

    mutating func remove(_ endpoint: EndpointID) {
      endpoints[endpoint] = nil
      follow(index.remove(endpoint))
    }

    mutating func register(_ selector: Selector) {
      let (id, changes) = index.register(selector)
      selectors[id] = (selector, (selectors[id]?.uses ?? 0) + 1)
      follow(changes)
    }

    mutating func unregister(_ selector: SelectorID) {
      let uses = (selectors[selector]?.uses ?? 1) - 1
      if uses == 0 { selectors[selector] = nil } else { selectors[selector]?.uses = uses }
      follow(index.unregister(selector))
    }

    mutating func update(_ endpoint: EndpointID, _ labels: [String: String]) {
      endpoints[endpoint] = labels
      follow(index.update(endpoint, to: labels))
    }

    mutating func set(_ name: String, _ value: String?, on endpoint: EndpointID) {
      endpoints[endpoint]?[name] = value
      follow(index.set(name, to: value, on: endpoint))
    }
  }

  @Test(
    "after random changes the members are those that looking at everything finds", arguments: [0xA9_05, 0x5EED, 1, 2, 3, 4] as [UInt64])
  func random(seed: UInt64) {
    var random = RandomSelectors(seed: seed)
    var follower = Follower()
    for round in 0..<800 {
      follower.step(&random)
      #expect(follower.isConsistent, "seed \(seed), round \(round): a change that is none")
      #expect(follower.members == follower.expected, "seed \(seed), round \(round)")
      if !follower.isConsistent || follower.members != follower.expected { return }
    }
    for (endpoint, labels) in follower.endpoints {
      let matching = follower.selectors.filter { $0.value.selector.matches(labels) }.map(\.key.rawValue).sorted()
      #expect(follower.index.selectors(matching: endpoint).map(\.rawValue) == matching, "seed \(seed)")
    }
    for (selector, entry) in follower.selectors {
      let members = follower.endpoints.filter { entry.selector.matches($0.value) }.map(\.key.rawValue).sorted()
      #expect(follower.index.members(of: selector).map(\.rawValue).sorted() == members, "seed \(seed)")
    }
    // Nothing is kept of what has gone.
    for endpoint in follower.endpoints.keys { follower.remove(endpoint) }
    for (selector, entry) in follower.selectors { for _ in 0..<entry.uses { follower.unregister(selector) } }
    #expect(follower.members.isEmpty && follower.index.texts.count == 0)
    #expect(follower.index.postings.isEmpty && follower.index.buckets.isEmpty)
  }

  @Test("a change looks only at selectors that mention a changed label and need one that the endpoint has")
  func cost() throws {
    var index = LabelIndex()
    for number in 0..<100 {
      _ = index.register(try Selector("ns == 'n\(number)' && role == 'web'"))
      _ = index.register(try Selector("ns == 'n\(number)' && tier != 'db'"))
      _ = index.register(try Selector("!has(role) && ns != 'n\(number)'"))
    }
    let (endpoint, _) = index.add(["ns": "n7", "role": "db", "tier": "x"])
    func candidates(_ labels: [String: String]) -> Int {
      let old = index.endpoints[Int(endpoint.rawValue)].labels
      let new = index.hold(labels)
      return index.candidates(old, new, mentioning: [LabelEntry].differences(old, new)).count
    }
    #expect(candidates(["ns": "n7", "role": "db", "tier": "x"]) == 0)
    #expect(candidates(["ns": "n7", "role": "db", "tier": "x", "other": "x"]) == 0)
    #expect(candidates(["ns": "n7", "role": "web", "tier": "x"]) == 1)
    #expect(candidates(["ns": "n7", "role": "db", "tier": "db"]) == 1)
    #expect(candidates(["ns": "n7", "tier": "x"]) == 100)
  }

  @Test("equal selectors are registered once and leave with their last use")
  func shared() throws {
    var index = LabelIndex()
    let (endpoint, _) = index.add(["a": "b"])
    let (first, changes) = index.register(try Selector("a in {'c', 'b'}"))
    let (second, none) = index.register(try Selector("(a in {\"b\",'c'})"))
    #expect(first == second && none.isEmpty)
    #expect(changes == [MembershipChange(selector: first, endpoint: endpoint, isMember: true)])
    #expect(index.unregister(first).isEmpty)
    #expect(index.members(of: first) == [endpoint])
    #expect(index.unregister(first) == [MembershipChange(selector: first, endpoint: endpoint, isMember: false)])
    #expect(index.unregister(first).isEmpty && index.members(of: first).isEmpty)
  }

  @Test("an endpoint without labels comes and goes under the selectors that need none")
  func withoutLabels() throws {
    var index = LabelIndex()
    let all = index.register(.all).selector
    let negative = index.register(try Selector("!has(a)")).selector
    _ = index.register(try Selector("has(a)"))
    let (endpoint, changes) = index.add([:])
    #expect(Set(changes.map(\.selector)) == [all, negative] && changes.allSatisfy(\.isMember))
    let gone = index.remove(endpoint)
    #expect(Set(gone.map(\.selector)) == [all, negative] && !gone.contains(where: \.isMember))
  }

  @Test("numbers that are not known change nothing")
  func unknown() {
    var index = LabelIndex()
    #expect(index.remove(EndpointID(rawValue: 3)).isEmpty)
    #expect(index.update(EndpointID(rawValue: 3), to: ["a": "b"]).isEmpty)
    #expect(index.set("a", to: "b", on: EndpointID(rawValue: 3)).isEmpty)
    #expect(index.unregister(SelectorID(rawValue: 3)).isEmpty)
    #expect(index.members(of: SelectorID(rawValue: 3)).isEmpty && index.selectors(matching: EndpointID(rawValue: 3)).isEmpty)
  }
}
