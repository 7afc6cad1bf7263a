/// Who wants the session down.
public enum DisableReason: Hashable, Sendable {
  /// `enabled: false` in the configuration.
  case configuration
  /// An administrator at run time, who may have said why.
  case administrator(String?)
}

extension DisableReason: CustomStringConvertible {
  /// `disabled in the configuration`, `disabled by the administrator: "maintenance"`.
  public var description: String {
    switch self {
    case .configuration: "disabled in the configuration"
    case .administrator(nil): "disabled by the administrator"
    case .administrator(let text?): "disabled by the administrator: \"\(text)\""
    }
  }
}
