import Foundation

/// A path in a directory of its own, removed with the value.
final class TemporaryFile {
  let path: String
  private let directory: String

  init(_ name: String = "apus.db") {
    directory = NSTemporaryDirectory() + "/apus-store-" + UUID().uuidString
    path = directory + "/" + name
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  func permissions() throws -> Int {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? 0
  }
}
