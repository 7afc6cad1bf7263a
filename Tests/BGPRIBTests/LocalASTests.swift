import BGPFilters
import BGPRIB
import BGPWire
import NetTypes
import Testing

@Suite("Another AS of our own on a session")
struct LocalASTests {
  private static let session = ASNumber(64999)

  @Test("what a peer is sent begins with our AS of its session", arguments: [nil, LocalRole.provider])
  func prepends(role: LocalRole?) {
    let lab = Lab()
    let feeder = lab.peer(1, as: 64600)
    let plain = lab.peer(2, as: 64601) { $0.role = role }
    let other = lab.peer(3, as: 64602) {
      $0.role = role
      $0.localAS = Self.session
    }
    lab.send(feeder, Wire.Attributes(path: [64600, 7]), announce: ["192.0.2.0/24"])
    lab.rib.originate(LocalRoute(prefix: prefix("10.65.0.0/26"), kind: .block, name: "blocks[0]"))
    lab.settle()
    #expect(lab.rib.groupSizes(of: .ipv4).count == (role == nil ? 2 : 3))
    #expect(lab.asPath(of: "192.0.2.0/24", at: plain) == "64512 64600 7")
    #expect(lab.asPath(of: "192.0.2.0/24", at: other) == "64999 64600 7")
    #expect(lab.asPath(of: "10.65.0.0/26", at: other) == "64999")
    // RFC 9234 §5: Only-To-Customer carries our AS, which is the one that the peer knows.
    #expect(lab.onlyToCustomer(of: "192.0.2.0/24", at: plain) == (role == nil ? nil : 64512))
    #expect(lab.onlyToCustomer(of: "192.0.2.0/24", at: other) == (role == nil ? nil : 64999))
  }

  @Test("an internal peer sees no AS of ours")
  func internalPeer() {
    let lab = Lab()
    let inner = lab.peer(1) { $0.localAS = nil }
    lab.send(lab.peer(2, as: 64600) { $0.localAS = Self.session }, Wire.Attributes(path: [64600]), announce: ["192.0.2.0/24"])
    lab.settle()
    #expect(lab.asPath(of: "192.0.2.0/24", at: inner) == "64600")
  }

  @Test("a path that holds our AS of the session, or the router's, is a loop")
  func loops() {
    let lab = Lab()
    let one = lab.peer(1, as: 64600) { $0.localAS = Self.session }
    let two = lab.peer(2, as: 64601)
    lab.send(one, Wire.Attributes(path: [64600, 64999]), announce: ["192.0.2.0/24"])
    lab.send(one, Wire.Attributes(path: [64600, 64512]), announce: ["198.51.100.0/24"])
    lab.send(two, Wire.Attributes(path: [64601, 64999]), announce: ["203.0.113.0/24"])
    lab.settle()
    #expect(lab.paths("192.0.2.0/24").map(\.why) == [.ownASInPath(Self.session)])
    #expect(lab.paths("198.51.100.0/24").map(\.why) == [.ownASInPath(ASNumber(64512))])
    #expect(lab.paths("203.0.113.0/24").map(\.why) == [.onlyPath])
  }

  @Test(
    "our own AS may be in a path as often as the peer's allowance says",
    arguments: [(0, 0, true), (1, 0, false), (1, 1, true), (2, 1, false), (2, 2, true), (3, 2, false), (3, 255, true)])
  func allowance(times: Int, allowed: UInt8, isUsed: Bool) {
    for own in [64512, 64999] as [UInt32] {
      let lab = Lab()
      let one = lab.peer(1, as: 64600) {
        $0.allowedOwnAS = allowed
        $0.localAS = Self.session
      }
      // Other numbers between them, so that counting goes on behind the first hit.
      let path: [UInt32] = [64600] + (0..<times).flatMap { [own, 7 + UInt32($0)] as [UInt32] }
      lab.send(one, Wire.Attributes(path: path), announce: ["192.0.2.0/24"])
      lab.settle()
      #expect(lab.paths("192.0.2.0/24").map(\.why) == [isUsed ? .onlyPath : .ownASInPath(ASNumber(own))])
    }
  }

  @Test("the allowance of one peer is no other's, and a change is felt without a new session")
  func change() {
    let lab = Lab()
    let one = lab.peer(1, as: 64600) { $0.allowedOwnAS = 1 }
    let two = lab.peer(2, as: 64600)
    let reader = lab.peer(3)
    for peer in [one, two] { lab.send(peer, Wire.Attributes(path: [64600, 64512]), announce: ["192.0.2.0/24"]) }
    lab.settle()
    #expect(lab.paths("192.0.2.0/24").map(\.from) == [one, two])
    #expect(lab.paths("192.0.2.0/24").map(\.why) == [.onlyPath, .ownASInPath(ASNumber(64512))])
    #expect(lab.held(by: reader) == ["192.0.2.0/24"])
    for (allowed, held) in [(0, []), (1, ["192.0.2.0/24"])] as [(UInt8, [String])] {
      var changed = Lab.peer(1, as: 64600)
      changed.allowedOwnAS = allowed
      _ = lab.rib.update(one, to: changed)
      lab.settle()
      #expect(lab.held(by: reader) == held)
    }
  }

  @Test("a peer whose AS of ours changes moves to a group of its own")
  func regroup() {
    let lab = Lab()
    let feeder = lab.peer(1)
    let two = lab.peer(2, as: 64601)
    lab.send(feeder, Wire.Attributes(), announce: ["192.0.2.0/24"])
    lab.settle()
    #expect(lab.asPath(of: "192.0.2.0/24", at: two) == "64512")
    var changed = Lab.peer(2, as: 64601)
    changed.localAS = Self.session
    // The peer takes what begins with the AS that it knows, and nothing else.
    lab.receivers[two] = Receiver(two, UpdateContext(peerType: .external, peerAS: Self.session))
    _ = lab.rib.update(two, to: changed)
    lab.settle()
    #expect(lab.asPath(of: "192.0.2.0/24", at: two) == "64999")
  }
}

extension Lab {
  /// AS_PATH of a route as a peer was sent it.
  fileprivate func asPath(of text: String, at peer: PeerIndex) -> String? {
    view(of: text, at: peer) { $0.asPath?.description }
  }

  /// The value of Only-To-Customer of a route as a peer was sent it.
  fileprivate func onlyToCustomer(of text: String, at peer: PeerIndex) -> UInt32? {
    view(of: text, at: peer) { $0.onlyToCustomer?.rawValue }
  }

  private func view<Value>(of text: String, at peer: PeerIndex, _ body: (AttributeView) -> Value?) -> Value? {
    receivers[peer]?.routes[prefix(text)]?.attributes.withUnsafeBytes { body(AttributeView($0)) }
  }
}
