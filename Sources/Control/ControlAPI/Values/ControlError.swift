import Diagnostics

/// Why a request was not served: the body of every answer that is not 2xx, as `{"error": {…}}`.
public struct ControlError: Error, Hashable, Codable, Sendable {
  /// What kind of refusal it is; decides the HTTP status and the exit code of `apusctl`.
  public enum Code: String, Codable, Sendable, CaseIterable {
    /// The request makes no sense: 400.
    case invalid
    /// No token, or a wrong one, or a write on the read-only address: 403.
    case forbidden
    /// There is no such peer, route or workload: 404.
    case notFound
    /// It contradicts what is there: 409.
    case conflict
    /// Something that it needs does not work at the moment: 503.
    case unavailable
    /// A defect: 500.
    case internalFault
  }

  /// What kind of refusal it is.
  public var code: Code
  /// One sentence: what was refused and why.
  public var message: String
  /// How to mend it.
  @OrNull public var mend: String?
  /// The problems of a config file or document, when those are the reason.
  public var problems: [Problem]

  /// Joins the parts.
  public init(_ code: Code, _ message: String, mend: String? = nil, problems: [Problem] = []) {
    self.code = code
    self.message = message
    self.problems = problems
    _mend = OrNull(wrappedValue: mend)
  }

  /// The refusal of a peer that does not exist, with the names that do.
  public static func unknownPeer(_ name: String, known: [String]) -> ControlError {
    let mend = known.isEmpty ? "no peer is configured; add one under bgp.peers" : "known peers: \(known.joined(separator: ", "))"
    return ControlError(.notFound, "there is no peer \"\(name)\"", mend: mend)
  }
}
