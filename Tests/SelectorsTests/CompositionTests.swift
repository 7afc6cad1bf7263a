import Selectors
import Testing

@Suite("selectors made of others")
struct CompositionTests {
  @Test("a tree loses needless parts")
  func normal() throws {
    #expect(Selector(.not(.not(.has("a")))).canonical == "has(a)")
    #expect(Selector(.not(.not(.not(.has("a"))))).canonical == "!has(a)")
    #expect(Selector(.and([.has("a")])).canonical == "has(a)")
    #expect(Selector(.not(.or([.not(.has("a"))]))).canonical == "has(a)")
    #expect(Selector(.and([])) == .all)
    #expect(Selector(.or([])).canonical == "!all()")
    #expect(Selector(.label("a", .isIn(["z", "b", "z"]))).canonical == #"a in {"b", "z"}"#)
    #expect(try Selector(.label("a", .isNotIn(["b", "a"]))) == Selector("a not in {'a', 'b'}"))
  }

  @Test("both of two must match")
  func conjunction() throws {
    let both = try Selector("has(a) || has(b)").and(Selector("c == 'd'"))
    #expect(both.canonical == #"((has(a) || has(b)) && c == "d")"#)
    #expect(both.matches(["b": "", "c": "d"]) && !both.matches(["b": ""]))
  }

  @Test("a prefix goes to every name and to nothing else")
  func prefix() throws {
    let selector = try Selector("!(k == 'v' && has(t) || all()) && a in {'b', 'c'} && global()")
    #expect(
      selector.prefixingNames(with: "pcns.").canonical
        == #"(!((pcns.k == "v" && has(pcns.t)) || all()) && pcns.a in {"b", "c"} && global())"#)
  }

  @Test("all() and global() get a meaning where they stand")
  func meaning() throws {
    let namespace = Selector.Expression.has("projectcalico.org/namespace")
    let selector = try Selector("all() && !global()").replacing(all: namespace, global: .not(namespace))
    #expect(selector.canonical == "(has(projectcalico.org/namespace) && has(projectcalico.org/namespace))")
    #expect(try Selector("has(a)").replacing(all: namespace, global: .not(namespace)).canonical == "has(a)")
  }
}
