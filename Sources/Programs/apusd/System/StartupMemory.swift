import Foundation

/// Gives back what only the start needed.
///
/// Most of an idle daemon's resident size is code of the libraries around it that ran once (argument parsing, YAML, server set-up), or was
/// mapped because it lies beside such code. These pages are clean copies of files: the kernel drops them at once, and reads back from its
/// cache the few that are needed again.
enum StartupMemory {
  /// Drops the pages of all executable file mappings of this process. Cheap, and correct at any time.
  static func release() {
    guard let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8) else { return }
    for line in maps.split(separator: "\n") {
      let fields = line.split(separator: " ", omittingEmptySubsequences: true)
      // Only code: what is or was writable holds relocations and data, which no file could give back.
      guard fields.count == 6, fields[1] == "r-xp", fields[5].hasPrefix("/") else { continue }
      let ends = fields[0].split(separator: "-").compactMap { UInt(String($0), radix: 16) }
      guard ends.count == 2, ends[0] < ends[1], let start = UnsafeMutableRawPointer(bitPattern: ends[0]) else { continue }
      madvise(start, Int(ends[1] - ends[0]), MADV_DONTNEED)
    }
  }
}
