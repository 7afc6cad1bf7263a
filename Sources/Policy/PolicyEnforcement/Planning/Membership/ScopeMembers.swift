import NetTypes

/// The addresses of all who are in a scope, hosts apart from networks: a hash look-up is flat and a range look-up is not.
struct ScopeMembers {
  /// How many owners bring each host in.
  var hosts: [AddressFamily: [[KeyValue]: Int]] = [:]
  var networks: [AddressFamily: [IPPrefix]] = [:]
}

extension [[KeyValue]: Int] {
  /// Counts one more or less; true where that is the first or the last.
  mutating func count(_ key: [KeyValue], by step: Int) -> Bool {
    let count = self[key, default: 0] + step
    self[key] = count == 0 ? nil : count
    return step > 0 ? count == 1 : count == 0
  }
}
