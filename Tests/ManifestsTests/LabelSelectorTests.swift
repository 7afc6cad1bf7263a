import Resources
import Testing

@Suite("Selectors over labels")
struct LabelSelectorTests {
  static let labels = ["rack": "r1", "role": "web", "projectcalico.org/namespace": "stars"]

  @Test(
    "an expression matches or not",
    arguments: [
      ("", true), ("all()", true), (" all ( ) ", true), ("global()", false), ("!global()", true),
      ("rack == 'r1'", true), ("rack == \"r1\"", true), ("rack=='r2'", false), ("rack != 'r2'", true), ("zone != 'x'", true),
      ("zone == ''", false),
      ("has(rack)", true), ("!has(rack)", false), ("has(zone)", false), ("has(projectcalico.org/namespace)", true),
      ("rack in { 'r1', 'r2' }", true), ("rack in {}", false), ("rack not in { 'r1' }", false), ("zone not in { 'z' }", true),
      ("zone in { '' }", false),
      ("role contains 'e'", true), ("role contains 'x'", false), ("role contains ''", true), ("zone contains ''", false),
      ("role starts with 'we'", true), ("role ends with 'eb'", true), ("role starts with 'b'", false), ("zone ends with ''", false),
      ("rack == 'r1' && role == 'db'", false), ("rack == 'r1' || role == 'db'", true),
      ("role == 'db' || rack == 'r1' && role == 'web'", true), ("(role == 'db' || rack == 'r1') && role == 'db'", false),
      ("!(rack == 'r1' && role == 'web')", false), ("!!has(rack)", true),
    ])
  func matching(_ text: String, _ expected: Bool) throws {
    #expect(try LabelSelector(text).matches(Self.labels) == expected)
  }

  @Test(
    "what is no expression says where it stops being one",
    arguments: [
      ("rack = 'r1'", "expected ==, !=, in, not in, contains, starts with or ends with at character 6"),
      ("rack == r1", "expected a text in quotes at character 9"), ("rack == 'r1", "expected a text that ends with ' at character 9"),
      ("has()", "expected a label at character 5"), ("has(rack", "expected \")\" at character 9"),
      ("rack == 'r1' &&", "expected a label, has(), all(), ! or \"(\" at character 16"),
      ("rack == 'r1' role", "expected &&, || or the end at character 14"), ("any()", "expected has(), all() or global() at character 1"),
      ("rack in 'r1'", "expected \"{\" at character 9"), ("(all()", "expected \")\" at character 7"),
    ])
  func faults(_ text: String, _ expected: String) {
    let fault = #expect(throws: LabelSelectorFault.self) { try LabelSelector(text) }
    #expect(fault?.description == expected)
  }

  @Test("nesting without end is refused")
  func nesting() {
    #expect(throws: LabelSelectorFault.self) { try LabelSelector(String(repeating: "(", count: 100_000)) }
    #expect(throws: LabelSelectorFault.self) { try LabelSelector(String(repeating: "!", count: 100_000) + "all()") }
  }
}
