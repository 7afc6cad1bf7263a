import NetTypes

extension Capability {
  /// The name in JSON and tables.
  public var name: String {
    switch self {
    case .multiprotocol: "multiprotocol"
    case .routeRefresh: "route-refresh"
    case .extendedNextHop: "extended-next-hop"
    case .extendedMessage: "extended-message"
    case .role: "role"
    case .gracefulRestart: "graceful-restart"
    case .fourOctetAS: "four-octet-as"
    case .addPath: "add-path"
    case .enhancedRouteRefresh: "enhanced-route-refresh"
    case .longLivedGracefulRestart: "long-lived-graceful-restart"
    case .fqdn: "fqdn"
    case .unknown: "unknown"
    }
  }
}

extension Capability: CustomStringConvertible {
  /// The name with what is in it: `multiprotocol ipv4`, `four-octet-as 64512`, `unknown 128 ()`.
  public var description: String {
    switch self {
    case .routeRefresh, .extendedMessage, .enhancedRouteRefresh: return name
    case .multiprotocol(let family): return "\(name) \(family)"
    case .extendedNextHop(let tuples):
      return ([name] + tuples.map { "\($0.nlri) over \($0.nextHopAFI == 2 ? "ipv6" : "AFI \($0.nextHopAFI)")" }).joined(separator: " ")
    case .role(let role): return "\(name) \(role.name)"
    case .gracefulRestart(let restart):
      let bits = (restart.restarting ? " restarting" : "") + (restart.notification ? " notification" : "")
      let families = restart.families.map { " \($0.family)" + ($0.forwardingPreserved ? " forwarding" : "") }.joined()
      return "\(name) \(restart.restartTime) s\(bits)\(families)"
    case .fourOctetAS(let number): return "\(name) \(number)"
    case .addPath(let tuples): return ([name] + tuples.map { "\($0.family) \($0.mode)" }).joined(separator: " ")
    case .longLivedGracefulRestart(let tuples):
      return ([name] + tuples.map { "\($0.family) \($0.staleTime) s" }).joined(separator: " ")
    case .fqdn(let host, let domain): return "\(name) \(domain.isEmpty ? host : host + "." + domain)"
    case .unknown(let code, let value): return "\(name) \(code) (\(HexText.encode(value)))"
    }
  }
}

extension Capability.FamilyID: CustomStringConvertible {
  /// `ipv4`, `ipv6`, or the numbers of a family that Apus does not carry.
  public var description: String { family?.description ?? "AFI \(afi) SAFI \(safi)" }
}

extension Capability: Encodable {
  private enum Key: String, CodingKey { case code, name, value, text }

  /// `{"code":65,"name":"four-octet-as","text":"four-octet-as 64512","value":"0000fc00"}`
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(code, forKey: .code)
    try container.encode(name, forKey: .name)
    try container.encode(description, forKey: .text)
    try container.encode(HexText.encode(encoded().dropFirst(2)), forKey: .value)
  }
}
