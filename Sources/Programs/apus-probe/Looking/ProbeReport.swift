/// What a probe knows of its targets.
struct ProbeReport {
  let targets: [ProbeTarget]
  /// Whether each was reachable at the last look that has ended; nil before the first.
  private(set) var reachable: [Bool?]

  init(_ targets: [ProbeTarget]) {
    self.targets = targets
    reachable = Array(repeating: nil, count: targets.count)
  }

  /// Notes how a look at a target ended.
  mutating func note(_ target: Int, isReachable: Bool) { reachable[target] = isReachable }

  /// `{"status":{"targets":[{"url","reachable"}]}}` and a line's end; targets nobody has looked at yet are left out.
  var json: String {
    let items = zip(targets, reachable).compactMap { target, reachable in
      reachable.map { "{\"url\":\"\(Self.escaped(target.url))\",\"reachable\":\($0)}" }
    }
    return "{\"status\":{\"targets\":[\(items.joined(separator: ","))]}}\n"
  }

  /// A URL as the inside of a JSON string; it has neither control characters nor anything beyond ASCII.
  private static func escaped(_ url: String) -> String { String(url.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }) }
}
