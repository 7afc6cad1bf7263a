import ControlAPI
import Foundation
import Logging
import Manifests
import NetTypes
import Resources
import StoreAPI
import StoreSQLite
import Testing

@testable import apusd

@Suite("What the API leaves in the store")
struct StoredResourceTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-stored-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private var logger: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }

  @Test("manifests and short forms are told apart; what is broken or the daemon's own is left out")
  func load() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try SQLiteStore(path: folder.appendingPathComponent("apus.db").path)
    let manifest = #"{"apiVersion":"projectcalico.org/v3","kind":"BGPPeer","metadata":{"name":"tor-2"},"spec":{}}"#
    try await store.put(ResourceKey(kind: "BGPPeer", name: "tor-2"), payload: Array(manifest.utf8))
    let workload = WorkloadSpec(name: "one", namespace: "stars", addresses: [.v4(IPv4Address(0x0A41_0002))])
    try await store.put(RuntimeWorkloads.key(namespace: "stars", name: "one"), payload: try RuntimeWorkloads.payload(workload))
    try await store.put(ResourceKey(kind: "BGPPeer", name: "broken"), payload: Array("no JSON".utf8))
    try await AdministrativeState.keep(AdministrativeState(reason: "works"), of: "tor-1", in: store)
    let loaded = try await StoredResources.load(from: store, logger: logger)
    #expect(loaded.manifests.keys.map(\.description) == ["BGPPeer tor-2"])
    #expect(loaded.workloads.map(\.qualifiedName) == ["stars/one"])
    #expect(StoredResources.documents(loaded.manifests) == [StoredDocument(title: "BGPPeer tor-2", json: manifest)])
  }

  @Test("a session that was disabled is so until it is enabled, with its reason")
  func administrative() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try SQLiteStore(path: folder.appendingPathComponent("apus.db").path)
    try await AdministrativeState.keep(AdministrativeState(reason: "works"), of: "tor-1", in: store)
    try await AdministrativeState.keep(AdministrativeState(reason: nil), of: "tor-2", in: store)
    let disabled = await AdministrativeState.load(from: store, logger: logger)
    #expect(disabled.mapValues(\.reason) == ["tor-1": "works", "tor-2": nil])
    try await AdministrativeState.keep(nil, of: "tor-1", in: store)
    #expect(await AdministrativeState.load(from: store, logger: logger).keys.sorted() == ["tor-2"])
  }
}
