import ControlAPI
import Foundation
import Logging
import Manifests
import Resources
import StoreAPI

/// What the API was told, as the store keeps it: manifests, and workloads in their short form.
struct StoredResources {
  var workloads: [Workload] = []
  var manifests: [ResourceKey: StoredResource] = [:]

  /// Everything that there is; what is not understood is logged and left alone.
  static func load(from store: any ResourceStore, logger: Logger) async throws(StoreError) -> StoredResources {
    var resources = StoredResources()
    for kind in try await store.kinds() where !kind.hasPrefix(AdministrativeState.prefix) {
      for item in try await store.list(kind: kind).items {
        do {
          try resources.add(item)
        } catch {
          logger.error("\(item.key) of the store is not understood and left out: \(error)")
        }
      }
    }
    return resources
  }

  private mutating func add(_ item: StoredResource) throws {
    if try JSONDecoder().decode(Header.self, from: Data(item.payload)).apiVersion != nil {
      manifests[item.key] = item
    } else {
      workloads.append(Workload(try JSONDecoder().decode(WorkloadSpec.self, from: Data(item.payload))))
    }
  }

  /// Only manifests have a version.
  private struct Header: Decodable {
    var apiVersion: String?
  }

  /// The manifests as the configuration reads them, in the order of their keys.
  static func documents(_ manifests: [ResourceKey: StoredResource]) -> [StoredDocument] {
    manifests.sorted { $0.key < $1.key }.map { key, resource in
      StoredDocument(title: key.description, json: String(decoding: resource.payload, as: UTF8.self))
    }
  }
}

extension ResourceKey {
  /// The place of a manifest in the store.
  init(_ document: ManifestDocument) {
    self.init(kind: document.kind, namespace: document.namespace, name: document.name)
  }
}
