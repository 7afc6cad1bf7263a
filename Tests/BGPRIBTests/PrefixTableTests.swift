import NetTypes
import Testing

@testable import BGPRIB

@Suite("Prefix table")
struct PrefixTableTests {
  @Test("it holds what a dictionary holds, through growth and removal", arguments: AddressFamily.allCases)
  func agreesWithDictionary(family: AddressFamily) {
    var random = SeededGenerator(seed: 5)
    var table = PrefixTable(family: family, capacity: 1 << 16, seed: 99)
    var model: [IPPrefix: UInt32] = [:]
    for _ in 0..<60_000 {
      let high = UInt64.random(in: 0..<2000, using: &random) << (family == .ipv4 ? 40 : 20)
      let length = UInt8([0, 8, 16, 24, family == .ipv4 ? 32 : 128].randomElement(using: &random) ?? 0)
      let prefix = IPPrefix(family: family, high: high, low: high, length: length)
      if Int.random(in: 0..<3, using: &random) == 0, let number = model.removeValue(forKey: prefix) {
        table.remove(number)
      } else {
        let number = table.insert(prefix)
        #expect(model[prefix] == nil || model[prefix] == number)
        model[prefix] = number
      }
    }
    #expect(table.count == model.count)
    for (prefix, number) in model {
      #expect(table.find(prefix) == number)
      #expect(table.prefix(number) == prefix)
    }
  }

  @Test("the covering prefixes of an address come most specific first")
  func covering() {
    var table = PrefixTable(family: .ipv4, capacity: 100, seed: 1)
    for text in ["0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.2.0.0/16", "10.1.2.3/32"] {
      let prefix = prefix(text)
      _ = table.insert(prefix)
    }
    var found: [String] = []
    table.eachCovering(prefix("10.1.2.3/32")) { number in
      found.append(table.prefix(number).description)
      return true
    }
    #expect(found == ["10.1.2.3/32", "10.1.0.0/16", "10.0.0.0/8", "0.0.0.0/0"])
  }
}
