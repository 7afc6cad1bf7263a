import NetTypes

/// Runs packets over a ruleset as the kernel would.
struct RulesetInterpreter {
  var chains: [String: [[RulesetStep]]] = [:]
  var sets: [String: RulesetElements] = [:]
  var maps: [String: [[PacketValue]: RulesetVerdict]] = [:]

  /// What became of a packet, and the last counter that it passed.
  struct Outcome: Equatable {
    var isAccepted: Bool
    var counter: String?
  }

  private enum Flow {
    case ended(isAccepted: Bool)
    case back
  }

  /// Runs a base chain; at its end a packet is accepted.
  func run(_ base: String, _ packet: SimulatedPacket) throws -> Outcome { try run([base], packet) }

  /// Runs base chains one after the other until one drops the packet. A chain that is not there accepts.
  func run(_ bases: [String], _ packet: SimulatedPacket) throws -> Outcome {
    var packet = packet
    var outcome = Outcome(isAccepted: true, counter: nil)
    for base in bases where chains[base] != nil && outcome.isAccepted {
      if case .ended(let isAccepted) = try run(chain: base, &packet, &outcome.counter, depth: 0) { outcome.isAccepted = isAccepted }
    }
    return outcome
  }

  private func run(chain name: String, _ packet: inout SimulatedPacket, _ counter: inout String?, depth: Int) throws -> Flow {
    guard let rules = chains[name], depth < 15 else { throw UnknownExpression("chain \(name) at depth \(depth)") }
    rules: for rule in rules {
      for step in rule {
        let verdict: RulesetVerdict
        switch step {
        case .match(let sources, let operand, let negated):
          guard let key = key(sources, packet) else { continue rules }
          if try contains(operand, key) == negated { continue rules }
          continue
        case .dispatch(let sources, let map):
          guard let key = key(sources, packet), let found = try look(map, key) else { continue rules }
          verdict = found
        case .count(let name):
          counter = name
          continue
        case .mark(let isOr, let bits):
          packet.mark = isOr ? packet.mark | bits : packet.mark & bits
          continue
        case .nothing: continue
        case .verdict(let end): verdict = end
        }
        switch verdict {
        case .accept: return .ended(isAccepted: true)
        case .drop: return .ended(isAccepted: false)
        case .back: return .back
        case .goto(let next): return try run(chain: next, &packet, &counter, depth: depth)
        case .jump(let next):
          if case .ended(let isAccepted) = try run(chain: next, &packet, &counter, depth: depth + 1) {
            return .ended(isAccepted: isAccepted)
          }
          continue rules
        }
      }
    }
    return .back
  }

  private func key(_ sources: [RulesetSource], _ packet: SimulatedPacket) -> [PacketValue]? {
    var key: [PacketValue] = []
    for source in sources {
      guard let value = source.value(packet) else { return nil }
      key.append(value)
    }
    return key
  }

  private func contains(_ operand: RulesetOperand, _ key: [PacketValue]) throws -> Bool {
    switch operand {
    case .listed(let elements): return elements.contains(key)
    case .named(let name):
      guard let set = sets[name] else { throw UnknownExpression("set \(name)") }
      return set.contains(key)
    case .prefix(let prefix):
      guard case .text(let text) = key[0] else { return false }
      return text.hasPrefix(prefix)
    }
  }

  private func look(_ map: RulesetMap, _ key: [PacketValue]) throws -> RulesetVerdict? {
    switch map {
    case .listed(let pairs): return pairs[key]
    case .named(let name):
      guard let map = maps[name] else { throw UnknownExpression("map \(name)") }
      return map[key]
    }
  }
}
