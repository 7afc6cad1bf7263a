import Selectors
import Testing

@Suite("the selector language: random expressions")
struct RoundTripTests {
  @Test(
    "the canonical form reads back as the same selector and matches the same labels", arguments: [0xA9_05, 0x5EED, 1, 2, 3] as [UInt64])
  func canonical(seed: UInt64) throws {
    var random = RandomSelectors(seed: seed)
    for round in 0..<1_000 {
      let tree = random.expression()
      let selector = Selector(tree)
      let written = random.text(tree)
      let read = try Selector(written)
      #expect(read == selector, "seed \(seed), round \(round): \(written)")
      let again = try Selector(selector.canonical)
      #expect(again == selector, "seed \(seed), round \(round): \(selector.canonical)")
      #expect(again.canonical == selector.canonical)
      for _ in 0..<4 {
        let labels = random.labels()
        let expected = Self.naive(tree, labels)
        #expect(read.matches(labels) == expected, "seed \(seed), round \(round): \(written) on \(labels)")
        #expect(again.matches(labels) == expected)
      }
    }
  }

  @Test("no text makes the reader fail in another way than by a fault within it", arguments: [7, 8] as [UInt64])
  func mutilated(seed: UInt64) throws {
    var random = RandomSelectors(seed: seed)
    let alphabet = Array("ahs()!&|={},'\" \tin\nü\u{0}")
    for round in 0..<2_000 {
      var characters = Array(random.text(random.expression()))
      for _ in 0...random.number(0...2) where !characters.isEmpty {
        let place = random.number(0...(characters.count - 1))
        if random.chance(50) { characters.remove(at: place) } else { characters[place] = alphabet[random.number(0...(alphabet.count - 1))] }
      }
      let text = String(characters)
      do throws(SelectorFault) {
        let selector = try Selector(text)
        #expect((try? Selector(selector.canonical)) == selector, "seed \(seed), round \(round): \(text)")
      } catch {
        #expect((0...text.unicodeScalars.count).contains(error.offset), "seed \(seed), round \(round): \(text)")
        #expect((error.found == nil) == (error.offset == text.unicodeScalars.count))
      }
    }
  }

  /// C.4 once more, over arrays of bytes.
  static func naive(_ expression: Selector.Expression, _ labels: [String: String]) -> Bool {
    switch expression {
    case .all, .global: true
    case .has(let name): labels[name.string] != nil
    case .label(let name, let comparison): naive(comparison, labels[name.string].map { Array($0.utf8) })
    case .not(let inner): !naive(inner, labels)
    case .and(let parts): !parts.contains { !naive($0, labels) }
    case .or(let parts): parts.contains { naive($0, labels) }
    }
  }

  private static func naive(_ comparison: Selector.Comparison, _ value: [UInt8]?) -> Bool {
    func bytes(_ text: LabelText) -> [UInt8] { Array(text.string.utf8) }
    switch comparison {
    case .equals(let text): return value == bytes(text)
    case .differs(let text): return value != bytes(text)
    case .isIn(let values): return values.contains { bytes($0) == value }
    case .isNotIn(let values): return !values.contains { bytes($0) == value }
    case .startsWith(let part):
      return value.map { $0.count >= bytes(part).count && Array($0.prefix(bytes(part).count)) == bytes(part) } ?? false
    case .endsWith(let part):
      return value.map { $0.count >= bytes(part).count && Array($0.suffix(bytes(part).count)) == bytes(part) } ?? false
    case .contains(let part):
      guard let value else { return false }
      return (0...value.count).contains { Array(value[$0...].prefix(bytes(part).count)) == bytes(part) }
    }
  }
}
