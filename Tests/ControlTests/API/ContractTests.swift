import ControlAPI
import Diagnostics
import Foundation
import Testing

/// The keys that CONTRACT fixes; more may come, none of these may go or change.
@Suite("JSON of the API")
struct ContractTests {
  @Test("a session has the keys of CONTRACT, and its sums are those of its families")
  func session() throws {
    let object = try object(Samples.session)
    for key in ["peer", "address", "asNumber", "state", "since", "why", "received", "accepted", "filtered", "sent"] {
      #expect(object[key] != nil, "\(key) is missing")
    }
    #expect(object["asNumber"] as? Int == 64513)
    #expect(object["state"] as? String == "Established")
    #expect(object["since"] as? String == "2026-11-23T01:52:04.125Z")
    #expect([object["received"], object["accepted"], object["filtered"], object["sent"]].map { $0 as? Int } == [10, 7, 3, 5])
  }

  @Test("the states are those of CONTRACT")
  func states() {
    #expect(SessionStatus.State.allCases.map(\.rawValue) == ["Idle", "Connect", "Active", "OpenSent", "OpenConfirm", "Established"])
  }

  @Test("a route has the keys and types of CONTRACT")
  func route() throws {
    let object = try object(Samples.route)
    #expect(object["prefix"] as? String == "10.1.0.0/24")
    #expect(object["best"] as? Bool == true)
    #expect(object["nextHop"] as? String == "10.0.0.1")
    #expect(object["origin"] as? String == "IGP")
    #expect((object["asPath"] as? [Any])?.first as? Int == 64513)
    #expect((object["asPath"] as? [Any])?.last as? [Int] == [1, 2])
    #expect(object["med"] as? Int == 0)
    #expect(object["localPref"] as? Int == 100)
    #expect(object["communities"] as? [String] == ["64512:1"])
    #expect(object["largeCommunities"] as? [String] == ["64512:1:2"])
    #expect(object["extendedCommunities"] as? [String] == ["rt:64512:7"])
    #expect(object["originatorID"] as? String == "10.0.0.9")
    #expect(object["clusterList"] as? [String] == ["10.0.0.8"])
    let unknown = (object["unknownAttributes"] as? [[String: Any]])?.first
    #expect(unknown?["type"] as? Int == 255)
    #expect(unknown?["flags"] as? Int == 224)
    #expect(unknown?["value"] as? String == "00ff")
    #expect(object["from"] as? String == "tor-1")
    #expect((object["identity"] as? [String: Any])?["namespace"] as? String == "stars")
    #expect(object["installed"] as? Bool == true)
    #expect(object["why"] as? String == "only path")
  }

  @Test("a route written by hand is byte for byte what the general encoder writes")
  func quickRoute() throws {
    var odd = Samples.bare("fd00::/8", why: "quote \" backslash \\ line\nfeed \u{8}\u{C}\r\t\u{1}\u{1F}\u{7F} / ä 🐦")
    odd.asPath = [.confederationSequence([65001, 65002]), .confederationSet([]), .set([7]), .number(.max)]
    odd.identity = .init(namespace: "", labels: ["b": "2", "a\"": "1", "kubernetes.io/name": "x"])
    odd.unknownAttributes = [.init(type: 0, flags: 255, value: ""), .init(type: 10, flags: 100, value: "0a")]
    odd.communities = ["64512:1", "no-export"]
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    for route in [Samples.route, Samples.bare("0.0.0.0/0"), odd] {
      var bytes = Array("before ".utf8)
      route.appendJSON(to: &bytes)
      #expect(String(decoding: bytes, as: UTF8.self) == "before " + String(decoding: try encoder.encode(route), as: UTF8.self))
    }
  }

  @Test("what is not known is null, never absent: objects with and without a value have the same keys")
  func nulls() throws {
    let full = try object(Samples.route)
    let bare = try object(Samples.bare("10.0.0.0/8"))
    #expect(Set(full.keys) == Set(bare.keys))
    #expect(bare["identity"] is NSNull)
    #expect(Set(try object(Samples.session).keys) == Set(try object(Samples.waiting).keys))
    #expect(try object(Samples.waiting)["asNumber"] is NSNull)
  }

  @Test("every type reads what it writes")
  func roundTrips() throws {
    try roundTrip(Samples.session)
    try roundTrip(Samples.waiting)
    try roundTrip(Samples.route)
    try roundTrip(Samples.bare("fd00::/8"))
    try roundTrip(Samples.status(.degraded))
    try roundTrip(Samples.explanation)
    try roundTrip(Samples.diff)
    try roundTrip(Samples.workload)
    try roundTrip(WorkloadEntry(Samples.workload, source: .configuration, advertised: false, why: "its interface is down"))
    try roundTrip(EventRecord(id: 7, time: Samples.start, kind: .sessionUp, peer: "tor-1", text: "established"))
    try roundTrip(SessionRequest(reason: "maintenance", soft: .out))
    try roundTrip(ControlError(.invalid, "no", mend: "yes", problems: [Samples.problem]))
    try roundTrip(Readiness(waitingFor: ["tor-1: End-of-RIB"]))
    try roundTrip(ActionResult("done"))
    try roundTrip(Samples.resource)
    try roundTrip(ApplyRequest(files: [.init(name: "web.yaml", text: "kind: X")], dryRun: true))
    try roundTrip(ApplyResult(items: [.init(kind: "Tier", namespace: "", name: "a", action: .notFound)], diff: Samples.diff))
  }

  @Test("a missing optional key reads as nil, so that an older daemon is understood")
  func missingKeys() throws {
    let json = #"{"id": 1, "time": "2026-11-23T01:52:04Z", "kind": "somethingNew", "text": "x"}"#
    let event = try JSONDecoder().decode(EventRecord.self, from: Data(json.utf8))
    #expect(event.peer == nil)
    #expect(event.kind.rawValue == "somethingNew")
  }

  @Test("a workload needs a name and addresses only")
  func shortWorkload() throws {
    let spec = try JSONDecoder().decode(WorkloadSpec.self, from: Data(#"{"name":"a","addresses":["10.0.0.1"]}"#.utf8))
    #expect(spec == WorkloadSpec(name: "a", namespace: "default", addresses: [Samples.address("10.0.0.1")]))
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(WorkloadSpec.self, from: Data(#"{"name":"a","addresses":["10.0.0"]}"#.utf8))
    }
  }

  @Test("confederation segments of an AS path have their names")
  func confederations() throws {
    let path: [ASPathElement] = [.confederationSequence([65001, 65002]), .confederationSet([65003]), .number(4_294_967_295)]
    let json = String(decoding: try JSONEncoder().encode(path), as: UTF8.self)
    #expect(json == #"[{"confederationSequence":[65001,65002]},{"confederationSet":[65003]},4294967295]"#)
    #expect(try JSONDecoder().decode([ASPathElement].self, from: Data(json.utf8)) == path)
    #expect(path.map(\.description) == ["(65001 65002)", "[65003]", "4294967295"])
  }

  private func object(_ value: some Encodable) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(value)) as? [String: Any])
  }

  private func roundTrip<Value: Codable & Equatable>(_ value: Value) throws {
    #expect(try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value)) == value)
  }
}
