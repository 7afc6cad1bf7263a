/// The paths of the API (CONTRACT §4), in one place for server and client.
public enum ControlPath {
  /// GET: ``StatusReport``.
  public static let status = "/v1/status"
  /// GET: array of ``SessionStatus``; POST to ``sessionAction(peer:_:)``.
  public static let sessions = "/v1/sessions"
  /// GET: array of ``RouteEntry``, streamed; the query is ``RouteQuery/queryItems``.
  public static let routes = "/v1/routes"
  /// GET: array of ``WorkloadEntry``; POST a ``WorkloadSpec`` adds or replaces one; DELETE to ``workload(namespace:name:)``.
  public static let workloads = "/v1/workloads"
  /// GET with `kind` and optionally `name` and `namespace`: array of ``ResourceEntry``; POST an ``ApplyRequest``: ``ApplyResult``.
  public static let resources = "/v1/resources"
  /// POST an ``ApplyRequest``: deletes what the files name; ``ApplyResult``.
  public static let deletion = "/v1/resources/delete"
  /// GET with `prefix` and optionally `to`: ``Explanation``.
  public static let explainRoute = "/v1/explain/route"
  /// GET with `peer`: ``Explanation``.
  public static let explainSession = "/v1/explain/session"
  /// GET with `src`, `dst` and `port` (`tcp/80`): ``FlowReport``.
  public static let explainFlow = "/v1/explain/flow"
  /// GET: array of ``PolicyEntry``.
  public static let policies = "/v1/policies"
  /// GET, optionally with `port` (`tcp/80`) and `namespace`: array of ``MatrixEntry``.
  public static let matrix = "/v1/matrix"
  /// GET, optionally with `endpoint` (`namespace/name`) and `counters`: ``RulesReport``.
  public static let rules = "/v1/rules"
  /// GET: server-sent events of ``EventRecord``, resumed by `Last-Event-ID`; with `follow=false` an array of those that are kept.
  public static let events = "/v1/events"
  /// GET, optionally with `file`: ``ReloadDiff`` between what runs and that file.
  public static let diff = "/v1/diff"
  /// POST: reloads the config file; ``ReloadDiff`` of what was done.
  public static let reload = "/v1/reload"
  /// GET: Prometheus text.
  public static let metrics = "/metrics"
  /// GET: 200 while the daemon lives; with `?ready` a ``Readiness``, 503 until it is.
  public static let health = "/healthz"

  /// POST a ``SessionRequest``: does something to one session.
  public static func sessionAction(peer: String, _ action: SessionAction) -> String {
    "\(sessions)/\(escape(peer))/\(action.rawValue)"
  }

  /// DELETE: removes a workload that was added at run time.
  public static func workload(namespace: String, name: String) -> String { "\(workloads)/\(escape(namespace))/\(escape(name))" }

  /// Takes percent-encoding away; nil when it is broken.
  public static func unescape(_ text: some StringProtocol) -> String? {
    var bytes: [UInt8] = []
    var rest = Substring(text).utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(String(rest.prefix(2)) ?? "", radix: 16) else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// Percent-encodes everything but the unreserved characters of RFC 3986 §2.3.
  public static func escape(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return result
  }
}
