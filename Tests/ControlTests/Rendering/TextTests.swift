import ControlAPI
import Rendering
import Testing

@Suite("Text for people")
struct TextTests {
  @Test(
    "a duration has its two largest units",
    arguments: [
      (-5, "0s"), (0, "0s"), (59, "59s"), (60, "1m"), (312, "5m12s"), (3600, "1h"), (3660, "1h1m"), (3659, "1h"), (86_399, "23h59m"),
      (86_400, "1d"), (183_600, "2d3h"), (31_536_000, "365d"),
    ])
  func durations(seconds: Int, text: String) { #expect(HumanDuration.text(seconds: seconds) == text) }

  @Test(
    "sizes have one decimal", arguments: [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (36_175_872, "34.5 MiB"), (5 << 30, "5.0 GiB")])
  func sizes(bytes: Int, text: String) { #expect(HumanSize.text(bytes: bytes) == text) }

  @Test(
    "colour needs a terminal and no NO_COLOR",
    arguments: [
      (true, [:], true), (false, [:], false), (true, ["NO_COLOR": "1"], false), (true, ["NO_COLOR": ""], true),
      (true, ["TERM": "dumb"], false),
    ] as [(Bool, [String: String], Bool)])
  func colour(isTerminal: Bool, environment: [String: String], expected: Bool) {
    #expect(Palette(isTerminal: isTerminal, environment: environment).isColoured == expected)
  }

  @Test("without colour nothing is added to a text", arguments: TextStyle.allCases)
  func noColour(style: TextStyle) {
    #expect(Palette(isColoured: false).apply(style, to: "x") == "x")
    #expect((Palette(isColoured: true).apply(style, to: "x") == "x") == (style == .plain))
  }
}

@Suite("Tables")
struct TableTests {
  private let columns: [Table.Column] = [.init("NAME"), .init("COUNT", .right), .init("MORE", isWide: true), .init("WHY")]
  private let rows: [[Table.Cell]] = [["a", "5", "x", "short"], ["long-name", "12345678", "y", ""]]

  @Test("columns are as wide as their contents, numbers stand to the right, the last column has no blanks behind it")
  func golden() {
    #expect(
      Table.render(columns, rows: rows, options: .init()) == """
        NAME          COUNT  WHY
        a                 5  short
        long-name  12345678  -

        """)
  }

  @Test("wide shows every column")
  func wide() {
    #expect(
      Table.render(columns, rows: rows, options: .init(isWide: true)) == """
        NAME          COUNT  MORE  WHY
        a                 5  x     short
        long-name  12345678  y     -

        """)
  }

  @Test("without headers the titles take no room")
  func noHeaders() {
    #expect(Table.render(columns, rows: [["a", "5", "x", "y"]], options: .init(hasHeaders: false)) == "a  5  y\n")
  }

  @Test("colour does not change the widths")
  func colour() {
    let cells: [[Table.Cell]] = [[.init("up", .good), "1", "", "w"], ["other", "1", "", "w"]]
    let text = Table.render(columns, rows: cells, options: .init(hasHeaders: false, palette: Palette(isColoured: true)))
    #expect(text == "\u{1B}[32mup\u{1B}[0m     1  w\nother  1  w\n")
  }

  @Test("text from a peer cannot move the cursor, colour the terminal or break a line")
  func hostileText() {
    let text = Table.render([.init("X")], rows: [[.init("a\u{1B}[31mb\nc\u{202E}d\r")]], options: .init(hasHeaders: false))
    #expect(text == "a·[31mb·c·d·\n")
  }
}

@Suite("JSON and YAML output")
struct DocumentTests {
  private let value: JSONValue = .object([
    "b": .array([.integer(1), .object(["x": .null])]), "a": .string("q\"\\\n\u{1}ü"), "c": .array([]), "d": .object([:]),
    "e": .array([.integer(1), .string("2")]), "f": .number(0.5), "g": .bool(true),
  ])

  @Test("JSON on one line")
  func line() {
    #expect(
      JSONText.line(value)
        == #"{"a":"q\"\\\n\u0001ü","b":[1,{"x":null}],"c":[],"d":{},"e":[1,"2"],"f":0.5,"g":true}"#)
  }

  @Test("JSON with one member a line, short arrays on one")
  func pretty() {
    #expect(
      JSONText.pretty(value) == #"""
        {
          "a": "q\"\\\n\u0001ü",
          "b": [
            1,
            {
              "x": null
            }
          ],
          "c": [],
          "d": {},
          "e": [1, "2"],
          "f": 0.5,
          "g": true
        }
        """#)
  }

  @Test("YAML nests by indentation and quotes what would be read as something else")
  func yaml() {
    let document: JSONValue = .array([
      .object([
        "peer": .string("tor-1"), "address": .string("10.0.0.1"), "enabled": .string("yes"), "since": .null,
        "families": .array([.object(["family": .string("ipv4"), "sent": .integer(3)])]), "none": .array([]),
        "why": .string("retry: in 41 s"),
        "1": .string(""),
      ]),
      .array([.integer(1), .array([.integer(2)])]),
    ])
    #expect(
      YAMLText.render(document) == """
        - "1": ""
          address: "10.0.0.1"
          enabled: "yes"
          families:
            - family: ipv4
              sent: 3
          none: []
          peer: tor-1
          since: null
          why: "retry: in 41 s"
        - - 1
          - - 2

        """)
  }

  @Test("a value becomes a document with its numbers as numbers")
  func encoding() throws {
    let document = try JSONValue(encoding: Samples.session)
    guard case .object(let members) = document else {
      Issue.record("no object: \(document)")
      return
    }
    #expect(members["received"] == .integer(10))
    #expect(members["enabled"] == .bool(true))
    #expect(members["range"] == .null)
    #expect(members["since"] == .string("2026-11-23T01:52:04.125Z"))
  }
}
