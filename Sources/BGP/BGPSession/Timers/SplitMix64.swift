/// The generator of the jitter (Steele, Lea, Flood 2014): one word of state, so that a seed replays a run exactly.
struct SplitMix64: RandomNumberGenerator, Hashable, Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// The duration times a factor from 0.75 to 1.0 (RFC 4271 §10).
  mutating func jitter(_ duration: Duration) -> Duration {
    duration * (768 + Int(next() % 257)) / 1024
  }
}
