import KernelRoutes
import NetTypes
import PolicyEnforcement

/// Elements of sets and maps that come and go, as one batch of nfnetlink: done as a whole or not at all, without reading anything back.
struct ElementBatch {
  /// An attribute is at most 64 KiB long; the longest element, with the name of its chain, is far below 256 octets.
  private static let elementsPerMessage = 200

  private let table: String
  private var writer = NetlinkWriter()
  private var sequence: UInt32
  /// The messages that will be acknowledged.
  private(set) var sequences: [UInt32] = []

  init(table: String, firstSequence: UInt32) {
    self.table = table
    sequence = firstSequence
    writer.message(NfnetlinkNumbers.batchBegin, .request, sequence: sequence) { $0.header(family: 0, resource: NfnetlinkNumbers.tables) }
    sequence &+= 1
  }

  /// The whole batch; nothing can be added after that.
  mutating func finish() -> [UInt8] {
    writer.message(NfnetlinkNumbers.batchEnd, .request, sequence: sequence) { $0.header(family: 0, resource: NfnetlinkNumbers.tables) }
    return writer.bytes
  }

  /// What goes leaves before what comes enters, so that ranges never overlap.
  mutating func add(_ change: RulesetChange) {
    for (name, set) in change.sets { send(NftablesMessage.deleteElements, name, set.removed) { $0.key($1) } }
    for (name, map) in change.maps { send(NftablesMessage.deleteElements, name, map.removed.keys) { $0.key($1) } }
    for (name, set) in change.sets { send(NftablesMessage.newElements, name, set.added) { $0.key($1) } }
    for (name, map) in change.maps { send(NftablesMessage.newElements, name, map.added) { $0.pair($1.key, $1.value) } }
  }

  private mutating func send<Item>(
    _ kind: UInt16, _ set: String, _ items: some Collection<Item>, _ write: (inout NetlinkWriter, Item) -> Void
  ) {
    var rest = Array(items)[...]
    while !rest.isEmpty {
      let part = rest.prefix(Self.elementsPerMessage)
      rest = rest.dropFirst(Self.elementsPerMessage)
      let flags: MessageFlags = kind == NftablesMessage.newElements ? [.request, .acknowledge, .create] : [.request, .acknowledge]
      writer.message(NfnetlinkNumbers.tables << 8 | kind, flags, sequence: sequence) { writer in
        writer.header(family: NfnetlinkNumbers.inet, resource: 0)
        writer.attribute(ElementListAttribute.table, text: table)
        writer.attribute(ElementListAttribute.set, text: set)
        writer.nested(ElementListAttribute.elements) { list in
          for item in part { write(&list, item) }
        }
      }
      sequences.append(sequence)
      sequence &+= 1
    }
  }
}

extension NetlinkWriter {
  /// nfgenmsg: family, version 0, resource in network byte order.
  mutating func header(family: UInt8, resource: UInt16) {
    append(family)
    append(UInt8(0))
    append(resource.bigEndian)
  }

  mutating func nested(_ type: UInt16, content: (inout NetlinkWriter) -> Void) {
    attribute(NfnetlinkNumbers.nested | type, content: content)
  }

  mutating func attribute(_ type: UInt16, text: String) {
    attribute(type) { writer in
      for byte in text.utf8 { writer.append(byte) }
      writer.append(UInt8(0))
    }
  }

  /// An element of a set; a range is two: its first address, and the one behind its last, which is marked as an end.
  fileprivate mutating func key(_ values: [KeyValue]) {
    guard case .range(let range) = values.first else { return element(values) { _ in } }
    element([.address(range.first)]) { _ in }
    let next = range.last.number &+ 1
    // A range to the very end has no address behind it.
    let isOpen = next == 0 || (range.last.family == .ipv4 && next > UInt128(UInt32.max))
    if isOpen { return }
    element([.address(IPAddress(number: next, range.last.family))]) {
      $0.attribute(ElementAttribute.flags, ElementAttribute.intervalEnd.bigEndian)
    }
  }

  fileprivate mutating func pair(_ key: [KeyValue], _ chain: String) {
    element(key) { writer in
      writer.nested(ElementAttribute.data) { data in
        data.nested(ElementAttribute.verdict) { verdict in
          verdict.attribute(ElementAttribute.verdictCode, ElementAttribute.goto.bigEndian)
          verdict.attribute(ElementAttribute.verdictChain, text: chain)
        }
      }
    }
  }

  private mutating func element(_ key: [KeyValue], _ rest: (inout NetlinkWriter) -> Void) {
    nested(ElementAttribute.listed) { element in
      element.nested(ElementAttribute.key) { writer in
        writer.attribute(ElementAttribute.value) { value in
          for part in key { value.part(part, isAlone: key.count == 1) }
        }
      }
      rest(&element)
    }
  }

  /// A part of a key in the kernel's registers: each part of several fills whole words.
  private mutating func part(_ value: KeyValue, isAlone: Bool) {
    let padding: Int
    switch value {
    case .address(let address):
      append(address)
      padding = 0
    case .range: return
    case .interface(let name):
      let bytes = Array(name.utf8.prefix(15))
      for byte in bytes { append(byte) }
      padding = 16 - bytes.count
    case .ipProtocol(let number):
      append(number)
      padding = isAlone ? 0 : 3
    case .port(let number):
      append(number.bigEndian)
      padding = isAlone ? 0 : 2
    }
    for _ in 0..<padding { append(UInt8(0)) }
  }
}
