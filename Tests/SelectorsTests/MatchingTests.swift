import Selectors
import Testing

/// C.2 and C.4 of the language.
@Suite("the selector language: what an expression matches")
struct MatchingTests {
  static let labels = ["a": "b", "empty": "", "role": "frontend", "projectcalico.org/namespace": "stars"]

  @Test(
    "labels match or not",
    arguments: [
      ("", true), ("all()", true), ("global()", true), ("!all()", false), ("!global()", false),
      ("has(a)", true), ("has(empty)", true), ("has(z)", false), ("!has(z)", true), ("has(projectcalico.org/namespace)", true),
      ("a == 'b'", true), ("a == 'c'", false), ("a != 'b'", false), ("a != 'c'", true), ("empty == ''", true), ("empty != ''", false),
      ("a in {'b'}", true), ("a in {'c','b'}", true), ("a in {'c'}", false), ("a not in {'b','c'}", false), ("a not in {'c'}", true),
      ("role contains 'nt'", true), ("role contains 'frontend'", true), ("role contains 'xnt'", false),
      ("role contains 'frontends'", false),
      ("role contains ''", true), ("empty contains ''", true), ("empty contains 'a'", false),
      ("role starts with 'front'", true), ("role starts with 'end'", false), ("role starts with ''", true),
      ("role starts with 'frontends'", false),
      ("role ends with 'end'", true), ("role ends with 'front'", false), ("role ends with ''", true), ("role ends with 'afrontend'", false),
      // C.2: the empty set.
      ("a in {}", false), ("z in {}", false), ("a not in {}", true), ("z not in {}", true),
      // C.4: a missing label.
      ("z == ''", false), ("z == 'x'", false), ("z in {'x',''}", false), ("z contains ''", false), ("z starts with ''", false),
      ("z ends with ''", false), ("z != 'x'", true), ("z != ''", true), ("z not in {'x',''}", true), ("!z == 'x'", true),
      ("!z != 'x'", false),
      // C.4: byte by byte and case-sensitive.
      ("a == 'B'", false), ("A == 'b'", false), ("role contains 'NT'", false), ("role starts with 'F'", false), ("a == ' b'", false),
      // C.2: precedence.
      ("has(z) && has(z) || has(a)", true), ("has(a) || has(z) && has(z)", true), ("(has(a) || has(z)) && has(z)", false),
      ("!has(z) && has(a)", true), ("!has(a) || has(a)", true), ("!(has(a) && has(z))", true), ("!(has(a) || has(z))", false),
      ("!!has(a)", true), ("!!!has(a)", false), ("has(a) && has(role) && has(z)", false), ("has(z) || has(y) || has(role)", true),
    ])
  func matching(_ text: String, _ expected: Bool) throws {
    let selector = try Selector(text)
    #expect(selector.matches(Self.labels) == expected)
    #expect(try Selector(selector.canonical).matches(Self.labels) == expected)
    var index = LabelIndex()
    let (endpoint, _) = index.add(Self.labels)
    let (registered, changes) = index.register(selector)
    #expect(changes == (expected ? [MembershipChange(selector: registered, endpoint: endpoint, isMember: true)] : []))
  }

  @Test("texts that look the same and have other bytes are different")
  func bytes() throws {
    let (one, two) = ("\u{E9}", "e\u{301}")
    #expect(one == two, "String compares what is seen")
    #expect(try !Selector("a == '\(one)'").matches(["a": two]))
    #expect(try Selector("a != '\(one)'").matches(["a": two]))
    #expect(try !Selector("a in {'\(one)'}").matches(["a": two]))
    #expect(try Selector("a contains 'e'").matches(["a": two]))
    #expect(try Selector("a in {'\(one)','\(two)'}").canonical == "a in {\"\(two)\", \"\(one)\"}")
    #expect(try Selector("a == '\(one)'") != Selector("a == '\(two)'"))
    #expect(try !Selector("has(K)").matches(["\u{212A}": ""]), "the Kelvin sign is not a K")
    var index = LabelIndex()
    let (endpoint, _) = index.add(["a": two])
    let (selector, _) = index.register(try Selector("a == '\(one)'"))
    #expect(index.members(of: selector).isEmpty)
    #expect(index.set("a", to: one, on: endpoint).map(\.isMember) == [true])
  }

  @Test("an empty selector of labels matches what has none")
  func noLabels() throws {
    #expect(try Selector("").matches([:]))
    #expect(try !Selector("has(a)").matches([:]))
    #expect(try Selector("a != 'b'").matches([:]))
  }
}
