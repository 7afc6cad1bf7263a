import ControlAPI
import FoundationEssentials
import HTTPTypes
import Hummingbird

/// How values become JSON: keys in a fixed order, so that equal values are equal bytes.
enum JSONBody {
  static func bytes(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
  }

  /// Reads a body; what does not fit is refused with the field's name.
  static func read<Value: Decodable>(
    _ type: Value.Type, from request: Request, context: ControlContext, maximumSize: Int? = nil
  ) async throws -> Value {
    let body = try await request.body.collect(upTo: maximumSize ?? context.maxUploadSize)
    do {
      return try JSONDecoder().decode(type, from: Data(body.readableBytesView))
    } catch let error as DecodingError {
      throw ControlError(.invalid, "the body does not fit: \(error.sentence)")
    }
  }
}

extension Response {
  static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
    let data = try JSONBody.bytes(value)
    return Response(status: status, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: data)))
  }
}

extension DecodingError {
  /// What is wrong and at which field.
  var sentence: String {
    func path(_ context: Context) -> String {
      context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    }
    return switch self {
    case .keyNotFound(let key, _): "\(key.stringValue) is missing"
    case .typeMismatch(let type, let context): "\(path(context)): expected \(type)"
    case .valueNotFound(_, let context): "\(path(context)): has no value"
    case .dataCorrupted(let context): path(context).isEmpty ? "no JSON" : "\(path(context)): \(context.debugDescription)"
    @unknown default: "\(self)"
    }
  }
}
