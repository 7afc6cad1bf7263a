/// Writes metrics in the Prometheus text format 0.0.4.
public struct PrometheusText: Sendable {
  /// The media type of the format.
  public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  /// The text so far.
  public private(set) var text = ""

  /// An empty text.
  public init() {}

  /// The text of all families; one without samples is left out.
  public static func render(_ families: [MetricFamily]) -> String {
    var writer = PrometheusText()
    for family in families { writer.write(family) }
    return writer.text
  }

  /// Adds a family.
  public mutating func write(_ family: MetricFamily) {
    guard !family.samples.isEmpty else { return }
    let name = family.exposedName
    text += "# HELP \(name) \(Self.escape(family.help, quotes: false))\n# TYPE \(name) \(family.kind.rawValue)\n"
    for sample in family.samples {
      text += name
      if !sample.labels.isEmpty {
        let labels = sample.labels.map { "\($0.name)=\"\(Self.escape($0.value, quotes: true))\"" }
        text += "{\(labels.joined(separator: ","))}"
      }
      text += " \(Self.number(sample.value))\n"
    }
  }

  /// Backslash and line feed are escaped everywhere, quotes in label values only.
  private static func escape(_ value: String, quotes: Bool) -> String {
    var result = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Whole numbers without a fraction, so that counters read as what they are.
  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 { return String(whole) }
    return String(value)
  }
}
