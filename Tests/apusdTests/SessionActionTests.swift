import BGPSpeaker
import ControlAPI
import NetTypes
import Testing

@testable import apusd

@Suite("What a session can be asked to do")
struct SessionActionTests {
  private static let peers = "  peers:\n    - { name: tor-1, peerIP: 10.0.0.1, asNumber: 64513 }"

  private func report(disabled: Bool) throws -> PeerReport {
    let speaker = Speaker(configuration: try Configuration.load("", bgp: Self.peers).speakerConfiguration(hashSeed: 1), at: .zero)
    if disabled { #expect(speaker.administrate("tor-1", .disable, reason: "works", at: .zero)) }
    return try #require(speaker.peerReport("tor-1", at: .zero))
  }

  @Test(
    "a refresh of a session that is down is refused with why it is down", arguments: [Speaker.AdministrativeAction.refreshIn, .refreshOut])
  func refresh(action: Speaker.AdministrativeAction) throws {
    let down = try report(disabled: true)
    let obstacle = try #require(NodeBackend.obstacle(to: [action], down))
    #expect(obstacle.code == .conflict)
    #expect(
      obstacle.message == "session tor-1 is down, nothing can be asked for or sent: disabled by the administrator: \"works\"")
  }

  @Test("a session that is disabled is not reset; one that is only down may be, and each can be enabled and disabled")
  func others() throws {
    let (disabled, down) = (try report(disabled: true), try report(disabled: false))
    #expect(NodeBackend.obstacle(to: [.reset(hard: false)], disabled)?.mend == "apusctl session enable tor-1")
    #expect(NodeBackend.obstacle(to: [.reset(hard: false)], down) == nil)
    for action in [Speaker.AdministrativeAction.enable, .disable] {
      #expect(NodeBackend.obstacle(to: [action], disabled) == nil && NodeBackend.obstacle(to: [action], down) == nil)
    }
  }
}
