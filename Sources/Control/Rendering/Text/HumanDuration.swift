import ControlAPI

/// A span of time as people say it: the two largest units, `2d3h`, `5m12s`, `41s`.
public enum HumanDuration {
  /// The text of whole seconds; a negative span counts as zero.
  public static func text(seconds: Int) -> String {
    let seconds = max(0, seconds)
    switch seconds {
    case ..<60: return "\(seconds)s"
    case ..<3600: return pair(seconds, 60, "m", 1, "s")
    case ..<86_400: return pair(seconds, 3600, "h", 60, "m")
    default: return pair(seconds, 86_400, "d", 3600, "h")
    }
  }

  /// How long ago a moment was.
  public static func age(of moment: Timestamp, at now: Timestamp) -> String { text(seconds: now.seconds(since: moment)) }

  private static func pair(_ seconds: Int, _ large: Int, _ largeUnit: String, _ small: Int, _ smallUnit: String) -> String {
    let rest = seconds % large / small
    return rest == 0 ? "\(seconds / large)\(largeUnit)" : "\(seconds / large)\(largeUnit)\(rest)\(smallUnit)"
  }
}
