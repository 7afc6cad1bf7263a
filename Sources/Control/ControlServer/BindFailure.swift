/// Why `api.http` cannot be listened on.
public struct BindFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The host that was asked for.
  public var host: String
  /// The port that was asked for.
  public var port: Int
  /// What the system said.
  public var detail: String

  /// What is in the way and how to mend it.
  public var description: String {
    "api.http: cannot listen on \(host):\(port): \(detail); choose a free address of this machine, or set api.http to \"\" for none"
  }
}
