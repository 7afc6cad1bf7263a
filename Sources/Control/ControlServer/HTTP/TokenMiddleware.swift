import ControlAPI
import HTTPTypes
import Hummingbird

/// Lets reads pass and asks for the bearer token of `api.tokenFile` before everything that changes something.
struct TokenMiddleware: RouterMiddleware {
  typealias Context = ControlContext

  /// The token at the moment; nil when none is configured.
  let token: @Sendable () -> String?

  func handle(
    _ request: Request, context: ControlContext, next: (Request, ControlContext) async throws -> Response
  ) async throws -> Response {
    if request.method != .get && request.method != .head { try check(request) }
    return try await next(request, context)
  }

  private func check(_ request: Request) throws(ControlError) {
    guard let token = token(), !token.isEmpty else {
      throw ControlError(.forbidden, "this address is read-only", mend: "set api.tokenFile, or use the Unix socket")
    }
    guard let given = request.headers[.authorization], Self.matches(given, "Bearer \(token)") else {
      throw ControlError(
        .forbidden, "the token is missing or wrong", mend: "send \"Authorization: Bearer\" with the token of api.tokenFile")
    }
  }

  /// Takes the same time wherever the texts differ, so that the token cannot be guessed byte by byte.
  private static func matches(_ given: String, _ expected: String) -> Bool {
    let given = Array(given.utf8)
    let expected = Array(expected.utf8)
    var difference: UInt8 = given.count == expected.count ? 0 : 1
    for index in expected.indices {
      difference |= expected[index] ^ (index < given.count ? given[index] : 0)
    }
    return difference == 0
  }
}
