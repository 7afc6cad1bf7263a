import ControlAPI
import HTTPTypes
import Hummingbird

/// Makes every refusal and fault an ``ErrorBody`` with the status of its code.
struct ErrorMiddleware: RouterMiddleware {
  typealias Context = ControlContext

  func handle(
    _ request: Request, context: ControlContext, next: (Request, ControlContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let error as ControlError {
      return try Response.json(ErrorBody(error: error), status: error.code.status)
    } catch let error as HTTPError {
      return try Self.answer(error, to: request)
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      context.logger.error("request failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
      let fault = ControlError(.internalFault, "\(error)", mend: "this is a defect of apusd; its log has the details")
      return try Response.json(ErrorBody(error: fault), status: .internalServerError)
    }
  }

  /// What hummingbird itself refuses: unknown paths and methods, bodies that are too large.
  private static func answer(_ error: HTTPError, to request: Request) throws -> Response {
    let refusal =
      switch error.status {
      case .notFound: ControlError(.notFound, "there is no \(request.method.rawValue) \(request.uri.path)")
      default: ControlError(.invalid, error.body ?? error.status.reasonPhrase)
      }
    return try Response.json(ErrorBody(error: refusal), status: error.status)
  }
}

extension ControlError.Code {
  /// The HTTP status of a refusal.
  var status: HTTPResponse.Status {
    switch self {
    case .invalid: .badRequest
    case .forbidden: .forbidden
    case .notFound: .notFound
    case .conflict: .conflict
    case .unavailable: .serviceUnavailable
    case .internalFault: .internalServerError
    }
  }
}
