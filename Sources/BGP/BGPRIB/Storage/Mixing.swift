/// Seeded hashing of short keys: one or two wide multiplications, in place of Hasher's 50 ns.
///
/// The seed is a secret of the process, since peers choose prefixes and attributes.
@inline(__always)
func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
  let product = left.multipliedFullWidth(by: right)
  return product.high ^ product.low
}

/// Hashes bytes, eight at a time.
func hashBytes(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
  guard let base = bytes.baseAddress else { return mix(seed, 0x9E37_79B9_7F4A_7C15) }
  let count = bytes.count
  var state = seed ^ UInt64(truncatingIfNeeded: count)
  var offset = 0
  while count &- offset >= 16 {
    let first = base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    let second = base.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self)
    state = mix(first ^ 0xA076_1D64_78BD_642F ^ state, second ^ 0xE703_7ED1_A0B4_28DB ^ seed)
    offset &+= 16
  }
  var (first, second): (UInt64, UInt64) = (0, 0)
  let rest = count &- offset
  if rest >= 8 {
    first = base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    second = tail(base + offset + 8, rest &- 8)
  } else {
    first = tail(base + offset, rest)
  }
  return mix(first ^ 0x8EBC_6AF0_9C88_C6E3 ^ state, second ^ 0x5899_65CC_7537_4CC3 ^ seed)
}

@inline(__always)
private func tail(_ base: UnsafeRawPointer, _ count: Int) -> UInt64 {
  var value: UInt64 = 0
  var index = 0
  while index < count {
    value = value &<< 8 | UInt64(base.load(fromByteOffset: index, as: UInt8.self))
    index &+= 1
  }
  return value
}

/// Whether two runs of bytes are equal, eight bytes at a time.
@inline(__always)
func same(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
  guard left.count == right.count else { return false }
  guard let one = left.baseAddress, let other = right.baseAddress else { return true }
  let count = left.count
  var offset = 0
  while count &- offset >= 8 {
    if one.loadUnaligned(fromByteOffset: offset, as: UInt64.self) != other.loadUnaligned(fromByteOffset: offset, as: UInt64.self) {
      return false
    }
    offset &+= 8
  }
  while offset < count {
    if one.load(fromByteOffset: offset, as: UInt8.self) != other.load(fromByteOffset: offset, as: UInt8.self) { return false }
    offset &+= 1
  }
  return true
}
