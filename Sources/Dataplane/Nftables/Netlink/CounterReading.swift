import KernelRoutes

/// What a counter has counted.
public struct CounterValue: Hashable, Sendable {
  /// Packets; of connections only the first meets a rule.
  public var packets: UInt64 = 0
  /// Their octets.
  public var bytes: UInt64 = 0
}

/// One counter in a dump of objects.
struct CounterReading {
  var table = ""
  var name = ""
  var value = CounterValue()

  /// Reads a message about an object; nil for one that is no counter.
  init?(_ message: UnsafeRawBufferPointer) {
    var (attributes, isCounter) = (AttributeReader(message, after: 4), false)
    while let attribute = attributes.next() {
      switch attribute.type {
      case ObjectAttribute.table: table = attribute.payload.text
      case ObjectAttribute.name: name = attribute.payload.text
      case ObjectAttribute.type: isCounter = attribute.payload.number(at: 0, as: UInt32.self) == ObjectAttribute.counter.bigEndian
      case ObjectAttribute.data: value = CounterValue(attribute.payload)
      default: break
      }
    }
    if !isCounter { return nil }
  }
}

extension CounterValue {
  fileprivate init(_ bytes: UnsafeRawBufferPointer) {
    var attributes = AttributeReader(bytes)
    while let attribute = attributes.next() {
      let number = UInt64(bigEndian: attribute.payload.number(at: 0, as: UInt64.self) ?? 0)
      if attribute.type == ObjectAttribute.packets { packets = number }
      if attribute.type == ObjectAttribute.bytes { self.bytes = number }
    }
  }
}
