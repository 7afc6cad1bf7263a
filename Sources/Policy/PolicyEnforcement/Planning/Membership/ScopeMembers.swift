import NetTypes

/// The addresses of all who are in a scope, hosts apart from networks: a hash look-up is flat and a range look-up is not.
struct ScopeMembers {
  private(set) var hosts: [AddressFamily: Set<[KeyValue]>] = [:]
  private(set) var networks: [AddressFamily: [IPPrefix]] = [:]

  mutating func add(_ prefixes: [IPPrefix]) {
    for prefix in prefixes {
      if prefix.isHost {
        hosts[prefix.family, default: []].insert([.address(prefix.address)])
      } else {
        networks[prefix.family, default: []].append(prefix)
      }
    }
  }
}
