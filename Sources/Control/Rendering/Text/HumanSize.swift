/// A number of bytes as people say it: `34.5 MiB`.
public enum HumanSize {
  /// The text.
  public static func text(bytes: Int) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"]
    var tenths = bytes * 10
    var unit = 0
    while tenths >= 10_240 && unit < units.count - 1 {
      tenths /= 1024
      unit += 1
    }
    return unit == 0 ? "\(bytes) B" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }
}
