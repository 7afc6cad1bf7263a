import ControlAPI
import ControlServer
import Foundation
import Manifests
import Resources
import StoreAPI

extension NodeBackend {
  // MARK: Reading

  func resources(kind word: String) async throws -> [ResourceEntry] {
    let kinds = ManifestDocuments.kinds(meant: word)
    if kinds.isEmpty {
      throw ControlError(.notFound, "there is no kind \"\(word)\"", mend: "known: \(ManifestDocuments.kinds.joined(separator: ", "))")
    }
    let (manifests, workloads) = daemon.state.withLock { ($0.storedManifests, $0.runtimeWorkloads) }
    var entries = try manifests.values.map { try Self.entry($0) }
    entries += try workloads.map { try Self.entry($0) }
    entries += try documentsOfFiles().map { try Self.entry($0) }
    return entries.filter { kinds.contains($0.kind) }.sorted { ($0.kind, $0.namespace, $0.name) < ($1.kind, $1.namespace, $1.name) }
  }

  /// What the config file and its manifests say, as they are on disk now.
  private func documentsOfFiles() -> [ManifestDocument] {
    let loaded = ConfigurationFile.load(daemon.path)
    func text(_ path: String) -> String {
      // A file that went away since it was found says nothing any more.
      FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
    let own = ManifestDocuments(ofConfiguration: text(daemon.path), file: daemon.path).documents
    return own + loaded.manifestPaths.flatMap { ManifestDocuments(text($0), file: $0).documents }
  }

  private static func entry(_ document: ManifestDocument) throws -> ResourceEntry {
    ResourceEntry(
      kind: document.kind, namespace: document.namespace, name: document.name, labels: document.labels,
      source: "\(document.place.file):\(document.place.line)", revision: nil, document: try decode(Data(document.json.utf8)))
  }

  private static func entry(_ resource: StoredResource) throws -> ResourceEntry {
    let text = String(decoding: resource.payload, as: UTF8.self)
    let labels = ManifestDocuments(text, file: resource.key.description).documents.first?.labels ?? [:]
    return ResourceEntry(
      kind: resource.key.kind, namespace: resource.key.namespace, name: resource.key.name, labels: labels, source: "store",
      revision: resource.revision.rawValue, document: try decode(Data(resource.payload)))
  }

  private static func entry(_ workload: Workload) throws -> ResourceEntry {
    ResourceEntry(
      kind: RuntimeWorkloads.kind, namespace: workload.namespace, name: workload.name, labels: workload.labels, source: "store",
      revision: nil, document: try decode(try JSONEncoder().encode(WorkloadSpec(workload))))
  }

  private static func decode(_ data: Data) throws -> JSONValue { try JSONDecoder().decode(JSONValue.self, from: data) }

  // MARK: Writing

  func apply(_ request: ApplyRequest) async throws -> ApplyResult {
    let documents = try Self.documents(request)
    return try await daemon.changes.run { [self] in try await apply(documents, isTrial: request.dryRun) }
  }

  func delete(_ request: ApplyRequest) async throws -> ApplyResult {
    let keys = try Self.documents(request).map { ResourceKey($0) }
    return try await daemon.changes.run { [self] in try await delete(keys) }
  }

  func deleteResource(kind word: String, namespace: String?, name: String) async throws -> ApplyResult {
    let found = try await resources(kind: word).filter { $0.name == name && (namespace ?? $0.namespace) == $0.namespace }
    guard let entry = found.first(where: { $0.source == "store" }) ?? found.first else {
      throw ControlError(.notFound, "there is no \(word) \"\(name)\"", mend: "apusctl get \(word) lists them")
    }
    if entry.source != "store" { throw Self.inFile(ManifestDocument.title(entry.kind, entry.namespace, entry.name), entry.source) }
    let key = ResourceKey(kind: entry.kind, namespace: entry.namespace, name: entry.name)
    return try await daemon.changes.run { [self] in try await delete([key]) }
  }

  private static func inFile(_ title: String, _ source: String) -> ControlError {
    ControlError(.conflict, "\(title) is not of the store: it stands in \(source)", mend: "change it there")
  }

  /// The documents of all files; an error in any of them refuses all.
  private static func documents(_ request: ApplyRequest) throws(ControlError) -> [ManifestDocument] {
    let parts = request.files.map { ManifestDocuments($0.text, file: $0.name) }
    let problems = parts.flatMap(\.problems)
    if problems.contains(where: { $0.severity == .error }) { throw ControlError(.invalid, "nothing was changed", problems: problems) }
    let documents = parts.flatMap(\.documents)
    var places: [ResourceKey: String] = [:]
    for document in documents {
      if let first = places.updateValue(document.place.description, forKey: ResourceKey(document)) {
        throw ControlError(.invalid, "\(document.place): \(document.title) is given twice, first at \(first)", mend: "nothing was changed")
      }
    }
    return documents
  }

  private func apply(_ documents: [ManifestDocument], isTrial: Bool) async throws -> ApplyResult {
    let (current, manifests, workloads) = daemon.state.withLock { ($0.configuration, $0.storedManifests, $0.runtimeWorkloads) }
    let known = documents.filter(\.isKnown)
    var merged = manifests
    for document in known where document.workload == nil {
      let key = ResourceKey(document)
      merged[key] = StoredResource(key: key, payload: Array(document.json.utf8), revision: merged[key]?.revision ?? .zero)
    }
    let loaded = try acceptable(daemon.load(daemon.path, manifests: merged), known.map { ResourceKey($0) })
    for document in known {
      guard let workload = document.workload,
        loaded.configuration?.workloads.contains(where: { $0.qualifiedName == workload.qualifiedName }) == true
      else { continue }
      throw Self.inFile(document.title, "the config file or a manifest")
    }
    let items = documents.map { document in
      let key = ResourceKey(document)
      let action = Self.action(
        document, isThere: manifests[key] != nil, isSame: manifests[key]?.payload == merged[key]?.payload, workloads)
      return ApplyResult.Item(kind: key.kind, namespace: key.namespace, name: key.name, action: action)
    }
    if isTrial {
      let next = loaded.configuration ?? current
      var diff = ReloadDiff(file: daemon.path, applied: false, old: current, new: next, problems: loaded.problems)
      diff.changes += VerdictDiff(daemon.policyIntent(with: current).model, daemon.policyIntent(with: next).model).flows()
      return ApplyResult(items: items, diff: diff)
    }
    for document in known { try await keep(document) }
    return ApplyResult(items: items, diff: await daemon.readAgain(because: "apply").diff)
  }

  private static func action(
    _ document: ManifestDocument, isThere: Bool, isSame: Bool, _ workloads: [Workload]
  ) -> ApplyResult.Action {
    guard document.isKnown else { return .skipped }
    guard let workload = document.workload else { return !isThere ? .created : isSame ? .unchanged : .configured }
    guard let old = workloads.first(where: { $0.qualifiedName == workload.qualifiedName }) else { return .created }
    return old == workload ? .unchanged : .configured
  }

  /// Refuses what would be left out when it is read back.
  private func acceptable(_ loaded: LoadedConfiguration, _ keys: [ResourceKey]) throws(ControlError) -> LoadedConfiguration {
    let titles = Set(keys.map(\.description))
    if loaded.configuration != nil && titles.isDisjoint(with: loaded.leftOut) { return loaded }
    let problems = loaded.problems.filter { problem in
      loaded.configuration == nil ? problem.severity == .error : titles.contains(problem.place?.file ?? "")
    }
    throw ControlError(.invalid, "nothing was changed", problems: problems)
  }

  private func keep(_ document: ManifestDocument) async throws {
    if let workload = document.workload {
      _ = try await addWorkload(WorkloadSpec(workload))
      return
    }
    let key = ResourceKey(document)
    let store = try store()
    do {
      let stored = try await store.put(key, payload: Array(document.json.utf8))
      daemon.state.withLock { state in
        state.storedManifests[key] = stored
        // A manifest takes the place of a short form of the same name.
        if key.kind == RuntimeWorkloads.kind {
          state.runtimeWorkloads.removeAll { $0.qualifiedName == "\(key.namespace)/\(key.name)" }
        }
      }
    } catch {
      throw ControlError(.unavailable, "\(key) cannot be kept: \(error)", mend: error.mend)
    }
  }

  private func delete(_ keys: [ResourceKey]) async throws -> ApplyResult {
    let store = try store()
    var items: [ApplyResult.Item] = []
    for key in keys {
      do {
        let wasThere = try await store.delete(key)
        items.append(.init(kind: key.kind, namespace: key.namespace, name: key.name, action: wasThere ? .deleted : .notFound))
      } catch {
        throw ControlError(.unavailable, "\(key) cannot be removed: \(error)", mend: error.mend)
      }
      daemon.state.withLock { state in
        state.storedManifests[key] = nil
        if key.kind == RuntimeWorkloads.kind {
          state.runtimeWorkloads.removeAll { $0.qualifiedName == "\(key.namespace)/\(key.name)" }
        }
      }
    }
    let diff = await daemon.readAgain(because: "delete").diff
    daemon.declareLocalRoutes()
    daemon.declarePolicy()
    return ApplyResult(items: items, diff: diff)
  }

  private func store() throws(ControlError) -> any ResourceStore {
    if let store = daemon.store { return store }
    let why = daemon.state.withLock { $0.storeProblem } ?? "there is no store"
    throw ControlError(.unavailable, "nothing can be kept: \(why)")
  }
}
