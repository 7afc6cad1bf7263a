/// A place in a text: file, line and column, both counted from 1.
public struct SourcePlace: Hashable, Sendable, Codable {
  /// The file's name as the user gave it.
  public var file: String
  /// The line, from 1.
  public var line: Int
  /// The column in characters, from 1.
  public var column: Int
  /// How many characters the problem spans; 1 when unknown.
  public var length: Int

  /// Joins the parts.
  public init(file: String, line: Int, column: Int, length: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
    self.length = length
  }
}

extension SourcePlace: CustomStringConvertible {
  /// `file:line:column`
  public var description: String { "\(file):\(line):\(column)" }
}
