import NetTypes

/// What a value of a workload has to be, wherever it comes from: the config file, a manifest or the API.
public struct WorkloadRule<Value>: Sendable {
  /// What is expected, for `expected …, found …`.
  public let expected: String
  /// Whether a value is right.
  public let accepts: @Sendable (Value) -> Bool
}

extension WorkloadRule<String> {
  /// The name of a workload or a namespace, as Kubernetes takes it: a DNS subdomain (RFC 1123) in lower case.
  public static var name: WorkloadRule {
    WorkloadRule(expected: "a name of lower-case letters, digits, '-' and '.', as in Kubernetes") { text in
      (1...253).contains(text.utf8.count) && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isLabel)
    }
  }

  /// The name of a network interface (IFNAMSIZ: at most 15 octets).
  public static var interface: WorkloadRule {
    WorkloadRule(expected: "an interface name of at most 15 characters") { text in
      (1...15).contains(text.utf8.count) && text != "." && text != ".." && !text.contains { $0 == "/" || $0 == ":" || $0.isWhitespace }
    }
  }

  /// Letters and digits at both ends, between them also hyphens.
  private static func isLabel(_ text: Substring) -> Bool {
    let isAlphanumeric = { (octet: UInt8) in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(octet) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet)
    }
    guard let first = text.utf8.first, let last = text.utf8.last, isAlphanumeric(first), isAlphanumeric(last) else { return false }
    return text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
  }
}

extension WorkloadRule<IPAddress> {
  /// An address that can be routed to one host.
  public static var address: WorkloadRule {
    WorkloadRule(expected: "a unicast address, neither unspecified, loopback nor link-local") { address in
      switch address {
      case .v4(let address):
        // 0.0.0.0/8 is "this network", 169.254.0.0/16 link-local, 240.0.0.0/4 reserved with the broadcast address at its end (RFC 6890).
        address.rawValue >> 24 != 0 && !address.isLoopback && address.rawValue >> 16 != 0xA9FE && address.rawValue >> 28 < 14
      case .v6(let address):
        address != .any && !address.isLoopback && !address.isLinkLocal && !address.isMulticast && address.mappedIPv4 == nil
      }
    }
  }
}

/// What is wrong with one value of a workload.
public struct WorkloadFault: Hashable, Sendable, CustomStringConvertible {
  /// The field as the config file calls it.
  public var field: String
  /// What belongs there.
  public var expected: String
  /// What stands there.
  public var found: String

  /// As the config file's problems read.
  public var description: String { "\(field): expected \(expected), found \(found)" }
}

extension Workload {
  /// Everything that the config file would refuse about it.
  public var faults: [WorkloadFault] {
    var faults = Self.fault("name", name, .name) + Self.fault("namespace", namespace, .name)
    if addresses.isEmpty { faults.append(WorkloadFault(field: "addresses", expected: "at least one item", found: "an empty list")) }
    faults += addresses.flatMap { Self.fault("addresses", $0, .address) }
    if let interface { faults += Self.fault("interface", interface, .interface) }
    for port in ports where port.port == 0 { faults.append(WorkloadFault(field: "port", expected: "1...65535", found: "0")) }
    return faults
  }

  private static func fault<Value>(_ field: String, _ value: Value, _ rule: WorkloadRule<Value>) -> [WorkloadFault] {
    rule.accepts(value) ? [] : [WorkloadFault(field: field, expected: rule.expected, found: "\"\(value)\"")]
  }
}
