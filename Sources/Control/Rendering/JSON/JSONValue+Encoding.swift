import ControlAPI
import FoundationEssentials

extension JSONValue {
  /// The document that a value encodes to.
  public init(encoding value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    self = try JSONDecoder().decode(JSONValue.self, from: encoder.encode(value))
  }
}
