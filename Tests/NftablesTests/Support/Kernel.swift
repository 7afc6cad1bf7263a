import Foundation
import Testing

/// The kernel's own view of a ruleset, from a network namespace that lives for one command.
enum Kernel {
  static var isAvailable: Bool { geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/sbin/nft") }
  static let reason: Testing.Comment = "needs root and nft(8), for a network namespace of its own"

  /// What `nft -j list ruleset` prints after these transactions, one after the other.
  static func list(after transactions: [String]) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-nft-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var script = "set -e; export PATH=$PATH:/usr/sbin:/sbin\n"
    for (number, transaction) in transactions.enumerated() {
      let file = folder.appendingPathComponent("\(number).json")
      try transaction.write(to: file, atomically: true, encoding: .utf8)
      script += "nft -j -f \(file.path)\n"
    }
    return try run("/usr/bin/unshare", ["-n", "sh", "-c", script + "nft -n -j list ruleset"])
  }

  private static func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    if process.terminationStatus != 0 {
      throw UnknownExpression("exit \(process.terminationStatus): \(String(decoding: text, as: UTF8.self).prefix(2000))")
    }
    return String(decoding: text, as: UTF8.self)
  }
}
