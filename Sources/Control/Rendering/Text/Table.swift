/// A table of text: columns as wide as their contents, numbers to the right, two spaces between.
public struct Table: Sendable {
  /// One column.
  public struct Column: Sendable {
    /// Which side the text stands at.
    public enum Alignment: Sendable {
      /// Text.
      case left
      /// Numbers.
      case right
    }

    /// The heading.
    public var title: String
    /// Which side the text stands at.
    public var alignment: Alignment
    /// Whether it is only shown with `-o wide`.
    public var isWide: Bool

    /// Joins the parts.
    public init(_ title: String, _ alignment: Alignment = .left, isWide: Bool = false) {
      self.title = title
      self.alignment = alignment
      self.isWide = isWide
    }
  }

  /// One field.
  public struct Cell: Sendable, ExpressibleByStringInterpolation {
    /// The text; line feeds and other control characters, which peers can send, are shown as `·`.
    public var text: String
    /// How it looks.
    public var style: TextStyle

    /// Joins the parts; an empty text is shown as `-`.
    public init(_ text: String?, _ style: TextStyle = .plain) {
      self.text = Self.printable(text ?? "")
      self.style = style
    }

    /// A plain text.
    public init(stringLiteral text: String) { self.init(text) }

    /// Text from outside must not move the cursor or colour the terminal.
    static func printable(_ text: String) -> String {
      if text.isEmpty { return "-" }
      let isClean = text.unicodeScalars.allSatisfy { !$0.properties.generalCategory.isControl }
      return isClean
        ? text : String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory.isControl ? "·" : $0 }))
    }
  }

  /// What is shown of a table, and how.
  public struct Options: Sendable {
    /// Also the wide columns.
    public var isWide: Bool
    /// The line of titles.
    public var hasHeaders: Bool
    /// Colours.
    public var palette: Palette

    /// Joins the parts.
    public init(isWide: Bool = false, hasHeaders: Bool = true, palette: Palette = Palette(isColoured: false)) {
      self.isWide = isWide
      self.hasHeaders = hasHeaders
      self.palette = palette
    }
  }

  private let columns: [Column]
  private let options: Options
  private let shown: [Int]
  private var widths: [Int]

  /// An empty table.
  public init(_ columns: [Column], options: Options) {
    self.columns = columns
    self.options = options
    shown = columns.indices.filter { options.isWide || !columns[$0].isWide }
    widths = columns.map { options.hasHeaders ? $0.title.count : 0 }
  }

  /// The lines of the titles and of all rows.
  public static func render(_ columns: [Column], rows: [[Cell]], options: Options) -> String {
    var table = Table(columns, options: options)
    table.fit(rows)
    return table.header + rows.map(table.line).joined()
  }

  /// Widens the columns to what the rows need. A long table fits its first page and then lets later rows push their neighbours.
  public mutating func fit(_ rows: [[Cell]]) {
    for row in rows {
      for index in shown where index < row.count { widths[index] = max(widths[index], row[index].text.count) }
    }
  }

  /// The line of titles with its line feed; empty without headers.
  public var header: String {
    options.hasHeaders ? line(columns.map { Cell($0.title, .strong) }) : ""
  }

  /// The line of one row with its line feed.
  public func line(_ row: [Cell]) -> String {
    var line = ""
    for (position, index) in shown.enumerated() where index < row.count {
      if position > 0 { line += "  " }
      let cell = row[index]
      let padding = String(repeating: " ", count: max(0, widths[index] - cell.text.count))
      let text = options.palette.apply(cell.style, to: cell.text)
      switch columns[index].alignment {
      case .right: line += padding + text
      case .left: line += position == shown.count - 1 ? text : text + padding
      }
    }
    return line + "\n"
  }
}

extension Unicode.GeneralCategory {
  fileprivate var isControl: Bool { self == .control || self == .format || self == .lineSeparator || self == .paragraphSeparator }
}
