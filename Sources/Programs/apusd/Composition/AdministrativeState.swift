import Foundation
import Logging
import StoreAPI

/// Sessions that an operator disabled: an administrative shutdown lasts until it is taken back, over restarts too.
struct AdministrativeState: Codable, Sendable {
  /// What the names of kinds begin with that are the daemon's own and no resources.
  static let prefix = "apus."
  private static let kind = prefix + "session"

  /// Why, in the operator's words; they go to the peer (RFC 9003).
  var reason: String?

  /// The disabled peers of the store by name.
  static func load(from store: any ResourceStore, logger: Logger) async -> [String: AdministrativeState] {
    do {
      let items = try await store.list(kind: kind).items
      return Dictionary(
        uniqueKeysWithValues: try items.map { ($0.key.name, try JSONDecoder().decode(Self.self, from: Data($0.payload))) })
    } catch {
      logger.error("which sessions were disabled cannot be read from the store: \(error)")
      return [:]
    }
  }

  /// Keeps that a session is disabled; nil: that it is not.
  static func keep(_ state: AdministrativeState?, of peer: String, in store: any ResourceStore) async throws {
    let key = ResourceKey(kind: kind, name: peer)
    if let state {
      try await store.put(key, payload: Array(try JSONEncoder().encode(state)))
    } else {
      try await store.delete(key)
    }
  }
}
