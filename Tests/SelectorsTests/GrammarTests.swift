import Selectors
import Testing

/// The grammar and C.1 to C.3 of the language, sentence by sentence.
@Suite("the selector language: what is an expression")
struct GrammarTests {
  static let longest = String(repeating: "n", count: 512)

  @Test(
    "an expression has one canonical form, which reads back as itself",
    arguments: [
      // The empty one matches everything.
      ("", "all()"), (" ", "all()"), ("\t \t", "all()"), ("all()", "all()"), (" all( ) ", "all()"), ("((all()))", "all()"),
      // Primaries and white space.
      ("global()", "global()"), ("global(\t)", "global()"), ("has(a)", "has(a)"), ("has( a\t)", "has(a)"),
      ("a=='b'", #"a == "b""#), ("a  ==\t\"b\"", #"a == "b""#), ("\ta!='b' ", #"a != "b""#), ("a == ''", #"a == """#),
      ("a contains 'b'", #"a contains "b""#), ("a contains'b'", #"a contains "b""#),
      ("a starts with 'b'", #"a starts with "b""#), ("a starts\t with 'b'", #"a starts with "b""#),
      ("a starts with'b'", #"a starts with "b""#),
      ("a ends with 'b'", #"a ends with "b""#), ("a ends with\"b\"", #"a ends with "b""#),
      ("a in {'b'}", #"a in {"b"}"#), ("a in{'b'}", #"a in {"b"}"#), ("a not in {'b'}", #"a not in {"b"}"#),
      ("a not\tin{ 'b' , 'c' }", #"a not in {"b", "c"}"#),
      // C.1: all characters of names, names that are keywords, names that begin as functions do.
      ("azAZ09_./- == 'x'", #"azAZ09_./- == "x""#), ("-=='x'", #"- == "x""#), ("9 != 'x'", #"9 != "x""#),
      ("in == 'x'", #"in == "x""#), ("not in {'x'}", #"not in {"x"}"#), ("not not in {'x'}", #"not not in {"x"}"#),
      ("in in {'in'}", #"in in {"in"}"#),
      ("contains contains 'contains'", #"contains contains "contains""#), ("starts starts with 'x'", #"starts starts with "x""#),
      ("with ends with 'x'", #"with ends with "x""#), ("has == 'x'", #"has == "x""#),
      ("all == 'x' && global != 'y'", #"(all == "x" && global != "y")"#),
      ("has(has)", "has(has)"), ("has(all)", "has(all)"), ("hash == 'x'", #"hash == "x""#), ("allow in {}", "allow in {}"),
      ("\(longest) == 'x'", "\(longest) == \"x\""), ("has(\(longest))", "has(\(longest))"),
      // C.2: precedence, sets, forms without blanks.
      ("has(a) || has(b) && has(c)", "(has(a) || (has(b) && has(c)))"), ("has(a)&&has(b)||has(c)", "((has(a) && has(b)) || has(c))"),
      ("(has(a) || has(b)) && has(c)", "((has(a) || has(b)) && has(c))"), ("has(a) && has(b) && has(c)", "(has(a) && has(b) && has(c))"),
      ("(has(a) && has(b)) && has(c)", "((has(a) && has(b)) && has(c))"),
      ("!has(a) && has(b)", "(!has(a) && has(b))"), ("!(has(a) && has(b))", "!(has(a) && has(b))"), ("! a == 'b'", #"!a == "b""#),
      ("!a=='b'", #"!a == "b""#), ("!a != 'b'", #"!a != "b""#), ("!all()", "!all()"), ("!global()", "!global()"),
      ("!!has(a)", "has(a)"), ("! ! !has(a)", "!has(a)"), ("!!!!has(a)", "has(a)"), ("!(!has(a))", "has(a)"), ("!((!(has(a))))", "has(a)"),
      ("!(!(has(a) || !(!has(b))))", "(has(a) || has(b))"),
      ("a in {}", "a in {}"), ("a not in { }", "a not in {}"), ("a in {'x',}", #"a in {"x"}"#), ("a in {'x','y' , }", #"a in {"x", "y"}"#),
      ("a startswith 'x'", #"a starts with "x""#), ("a endswith 'x'", #"a ends with "x""#), ("a notin {'x'}", #"a not in {"x"}"#),
      ("a notin{}", "a not in {}"), ("a startswith'x'", #"a starts with "x""#),
      // C.3: quotes, order and duplicates of sets.
      (#"a == "'""#, #"a == "'""#), (#"a == '"'"#, #"a == '"'"#), ("a == 'it'", #"a == "it""#), (#"a != '"x"'"#, #"a != '"x"'"#),
      (#"a in {"'", '"', "c"}"#, ##"a in {'"', "'", "c"}"##), (#"a == '\'"#, #"a == "\""#), (#"a == "\n""#, #"a == "\n""#),
      ("a in {'d','a','b','a','d'}", #"a in {"a", "b", "d"}"#),
      ("a not in {'b','B','a','ä','1',''}", #"a not in {"", "1", "B", "a", "b", "ä"}"#),
      ("a == 'x y\tz'", "a == \"x y\tz\""), ("a == 'x\ny'", "a == \"x\ny\""), ("a == 'äöü€😀'", #"a == "äöü€😀""#),
      ("a == '&& || ! ( ) { }'", #"a == "&& || ! ( ) { }""#),
    ])
  func canonical(_ text: String, _ expected: String) throws {
    let selector = try Selector(text)
    #expect(selector.canonical == expected)
    #expect(selector.description == expected)
    let again = try Selector(expected)
    #expect(again == selector)
    #expect(again.canonical == expected)
  }

  @Test(
    "what is no expression is refused",
    arguments: [
      "b == b", "b contains b", "b starts with b", "'b' == b", "b", "a b", "!", "!!", "a == 'b' &", "a == 'b' |", "a != ||", "a in {'', ||",
      "a in ''", "\"a", "\"a'", "'a", "(", "(a == 'b'", ")", "()", "%", "a == 'b' && %", "a == 'b' || %", "a ", "has(a) &&", "|| has(a)",
      "has(a) has(b)", "has(a) && && has(b)", "has(a)) ", "(has(a)) has(b)", "a = 'b'", "a === 'b'", "a == 'b' == 'c'", "a == 'b' 'c'",
      // C.1: no blank before the parenthesis, no line breaks, at most 512, nothing but these characters.
      "has (a)", "all ()", "global\t()", "has()", "has(a b)", "has('a')", "has(!a)", "has(a", "all(", "all(a)", "all", "xhas(a)", "Has(a)",
      "ALL()",
      "any()",
      "\n", "has(a)\n", "a ==\n'b'", "a\r== 'b'", "has(a) &&\u{A0}has(b)", "\u{FEFF}has(a)",
      "\(longest)n == 'x'", "has(\(longest)n)", "é == 'x'", "a: == 'x'", "a*b == 'x'", "a@b == 'x'", "has(a,b)", "\u{212A} == 'x'",
      // C.2: commas, words that run on.
      "a in {,}", "a in {,'x'}", "a in {'x',,}", "a in {'x',,'y'}", "a in {'x' 'y'}", "a in {'x'", "a in {x}", "a in 'x'", "a in ('x')",
      "a in",
      "a not {'x'}", "a not", "a inx {'x'}", "a inin {}", "a not inx {}", "a notinx {}", "a containsx 'y'", "a contain 'y'", "a starts 'x'",
      "a starts withx 'y'", "a startswithx 'y'", "a ends 'x'", "a startswith", "a Contains 'x'", "a IN {}", "a starts_with 'x'",
      "ain {'x'}",
      "a ! in {}", "a !('x')",
      // C.3: no escapes.
      #"a == 'it\'s'"#, #"a == "a\"b""#, "a == 'b\"", "a == `b`", "a == ’b’",
      "\0", "has(a)\0", "a == 'x';",
    ])
  func refused(_ text: String) { #expect(throws: SelectorFault.self) { try Selector(text) } }

  @Test(
    "a fault says what was expected, what was found, where, and how to mend it",
    arguments: [
      ("rack = 'r1'", "expected \(Self.test), found \"=\" at character 6", "write == to compare"),
      ("rack == r1", "expected a text in quotes, found \"r1\" at character 9", "write it in quotes: \"r1\""),
      ("rack ==", "expected a text in quotes, found the end at character 8", nil),
      (
        "rack == 'r1", "expected a text that ends with ', found \"'\" at character 9",
        "close it with '; a text cannot hold both kinds of quotes"
      ),
      ("rack", "expected \(Self.test), found the end at character 5", "write has(rack) if the label alone matters"),
      ("has()", "expected a label, found \")\" at character 5", "write has(role)"),
      ("has(rack", "expected \")\", found the end at character 9", "close it with )"),
      ("has (rack)", "expected \(Self.test), found \"(\" at character 5", "write has( without a blank"),
      ("any()", "expected \(Self.test), found \"(\" at character 4", "the functions are has(), all() and global()"),
      ("not has(a)", "expected \(Self.test), found \"has\" at character 5", "write ! to negate"),
      ("a == 'ü' &&", "expected a label, has(), all(), ! or \"(\", found the end at character 12", nil),
      ("a == 'ü' b", "expected &&, || or the end, found \"b\" at character 10", nil),
      ("a == 'x' & has(b)", "expected &&, || or the end, found \"&\" at character 10", "write &&"),
      ("a == 'x' | has(b)", "expected &&, || or the end, found \"|\" at character 10", "write ||"),
      ("has(a) and has(b)", "expected &&, || or the end, found \"and\" at character 8", "write &&"),
      ("has(a) or has(b)", "expected &&, || or the end, found \"or\" at character 8", "write ||"),
      ("has(a), has(b)", "expected &&, || or the end, found \",\" at character 7", "write && between conditions"),
      ("has(a))", "expected &&, || or the end, found \")\" at character 7", "remove it, or open it before"),
      ("(has(a)", "expected &&, || or \")\", found the end at character 8", "close it with )"),
      ("a in 'x'", "expected \"{\", found \"'\" at character 6", "write { \"a\", \"b\" }"),
      ("a in {,}", "expected a text in quotes or \"}\", found \",\" at character 7", "remove the comma"),
      ("a in {x}", "expected a text in quotes or \"}\", found \"x\" at character 7", "write it in quotes: \"x\""),
      ("a in {'x' 'y'}", "expected \",\" or \"}\", found \"'\" at character 11", "write a comma between values"),
      ("a in {'x'", "expected \",\" or \"}\", found the end at character 10", "close the set with }"),
      (
        "has(a) &&\nhas(b)", "expected a label, has(), all(), ! or \"(\", found a line break at character 10",
        "write it on one line, with blanks or tabs"
      ),
      ("has(\(longest)n)", "expected a name of at most 512 characters, found \"\(String(repeating: "n", count: 40))\" at character 5", nil),
      ("é == 'x'", "expected a label, has(), all(), ! or \"(\", found \"é\" at character 1", nil),
    ])
  func faults(_ text: String, _ description: String, _ mend: String?) {
    let fault = #expect(throws: SelectorFault.self) { try Selector(text) }
    #expect(fault?.description == description)
    #expect(fault?.mend == mend)
  }

  static let test = "==, !=, in, not in, contains, starts with or ends with"

  @Test("parentheses around one operand may be as many as one likes; groups within groups are limited")
  func nesting() throws {
    let many = 100_000
    #expect(try Selector(String(repeating: "(", count: many) + "has(a)" + String(repeating: ")", count: many)).canonical == "has(a)")
    #expect(try Selector(String(repeating: "!", count: many + 1) + "has(a)").canonical == "!has(a)")
    #expect(try Selector(String(repeating: "!(", count: many) + "has(a)" + String(repeating: ")", count: many)).canonical == "has(a)")
    #expect(throws: SelectorFault.self) { try Selector(String(repeating: "(", count: many)) }
    func nested(_ depth: Int) -> String { String(repeating: "has(a) && (", count: depth) + "has(b)" + String(repeating: ")", count: depth) }
    let deepest = try Selector(nested(256))
    #expect(try Selector(deepest.canonical) == deepest)
    let fault = #expect(throws: SelectorFault.self) { try Selector(nested(257)) }
    #expect(fault?.expected == .shallower(limit: 256))
    #expect(throws: SelectorFault.self) { try Selector(nested(many)) }
    #expect(try Selector(Array(repeating: "has(a)", count: many).joined(separator: "&&")).matches(["a": ""]))
  }
}
