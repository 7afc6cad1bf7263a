import NetTypes

/// Changes attribute sets: canonical bytes in, canonical bytes out, in memory of its own.
///
/// A result stays valid over the next call and no longer, so that an edit can be applied to the result of another.
public struct AttributeEditor: ~Copyable {
  private let memory: UnsafeMutableRawBufferPointer
  private var usesSecondHalf = false

  /// Room for an attribute field of the longest message and what an edit adds to it.
  private static let capacity = 2 * MessageHeader.extendedMaximum + 64

  /// An editor with its memory: about 260 KiB of address space, touched as far as sets need it.
  public init() { memory = .allocate(byteCount: 2 * Self.capacity, alignment: 16) }

  deinit { memory.deallocate() }

  /// Applies an edit to a set.
  ///
  /// What would not fit into any message is left out; ``UpdateWriter/beginReach(_:canonical:nextHop:)`` refuses such sets anyway.
  public mutating func apply(
    _ edit: AttributeEdit, to canonical: UnsafeRawBufferPointer, fields: AttributeFields
  ) -> (canonical: UnsafeRawBufferPointer, fields: AttributeFields) {
    let codes = edit.codes
    if codes.isEmpty { return (canonical, fields) }
    usesSecondHalf.toggle()
    let half = usesSecondHalf ? memory[Self.capacity...] : memory[..<Self.capacity]
    var pass = EditPass(edit: edit, output: AttributeOutput(UnsafeMutableRawBufferPointer(rebasing: half), limit: Self.capacity))
    pass.run(over: canonical, codes: codes)
    return (pass.output.bytes, AttributeFields(canonical: pass.output.bytes))
  }
}
