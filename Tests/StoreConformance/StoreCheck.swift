import StoreAPI

/// One thing that every store does, as a sentence, with the code that finds out.
public struct StoreCheck: Sendable, CustomStringConvertible {
  /// The sentence.
  public let description: String
  /// Throws a ``ConformanceFailure`` when the store does otherwise. The store is empty.
  public let run: @Sendable (any ResourceStore) async throws -> Void

  init(_ description: String, _ run: @escaping @Sendable (any ResourceStore) async throws -> Void) {
    self.description = description
    self.run = run
  }

  /// Everything that every store does.
  public static let all: [StoreCheck] = readingAndWriting + conditions + watching
}

/// Fails when the two differ.
func expect<Value: Equatable>(_ found: Value, _ expected: Value, _ what: String, line: UInt = #line) throws {
  if found != expected { throw ConformanceFailure("\(what): expected \(expected), found \(found)", line: line) }
}

/// Fails when the condition does not hold.
func expect(_ condition: Bool, _ what: String, line: UInt = #line) throws {
  if !condition { throw ConformanceFailure(what, line: line) }
}

/// Fails when no conflict with that revision comes.
func expectConflict(_ current: Revision?, line: UInt = #line, _ body: () async throws(StoreError) -> Void) async throws {
  do throws(StoreError) {
    try await body()
  } catch {
    guard case .conflict(_, let found) = error else { throw ConformanceFailure("expected a conflict, found \(error)", line: line) }
    try expect(found, current, "the revision in the conflict", line: line)
    return
  }
  throw ConformanceFailure("expected a conflict, found none", line: line)
}

extension ResourceKey {
  static func sample(_ name: String, kind: String = "WorkloadEndpoint", namespace: String = "stars") -> ResourceKey {
    ResourceKey(kind: kind, namespace: namespace, name: name)
  }
}

extension Array where Element == UInt8 {
  init(_ text: String) { self = Array(text.utf8) }
}
