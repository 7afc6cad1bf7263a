import Glibc

/// CPU time and memory of this process.
enum Measure {
  /// Nanoseconds of CPU time so far.
  static var cpu: Int {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  /// Resident KiB.
  static var resident: Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var buffer = [CChar](repeating: 0, count: 128)
    guard fgets(&buffer, 128, file) != nil else { return 0 }
    let fields = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4 : 0
  }

  /// Runs a body several times and prints the best time per item.
  static func best(_ name: String, items: Int, unit: String, budget: Double? = nil, rounds: Int = 3, _ body: () -> Void) {
    var best = Int.max
    for _ in 0..<rounds {
      let start = cpu
      body()
      best = min(best, cpu - start)
    }
    report(name, Double(best) / Double(max(1, items)), unit, budget)
  }

  /// Prints one figure beside its budget.
  static func report(_ name: String, _ value: Double, _ unit: String, _ budget: Double? = nil) {
    let rounded = (value * 10).rounded() / 10
    let verdict = budget.map { " (budget \($0)\(value <= $0 ? "" : ", MISSED"))" } ?? ""
    print("\(name): \(rounded) \(unit)\(verdict)")
  }
}
