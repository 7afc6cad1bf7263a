import NetTypes
import Resources

/// Somebody who has addresses: a workload, a host endpoint, a network set or a node. Plain, so that looking at one counts no references.
struct AddressHolder: Sendable {
  enum Kind: Sendable {
    case workload
    case host
    case networkSet
    case node
  }

  var kind: Kind
  /// The number of the node of a workload, a host endpoint, or of the node itself.
  var node: Int32 = -1
  /// The number of its labels; -1 without any.
  var identity: Int32 = -1
  /// The place of its class; only endpoints have one.
  var endpointClass: Int32 = -1
  var isPoliced = true
  var isHostNetworked = false
  var isAllInterfaces = false
  var addresses = Span()
  /// The numbers of its profiles.
  var profiles = Span()
  var ports = Span()
}

/// A port with a name, by the number of that.
struct HolderPort: Hashable, Sendable {
  var name: Int32
  var port: UInt16
  var ipProtocol: UInt8
}

/// Texts and their numbers.
struct Names: Sendable {
  private(set) var texts: [String] = []
  private var numbers: [String: Int32] = [:]

  mutating func number(_ text: String) -> Int32 {
    if let number = numbers[text] { return number }
    numbers[text] = Int32(texts.count)
    texts.append(text)
    return Int32(texts.count - 1)
  }
}
