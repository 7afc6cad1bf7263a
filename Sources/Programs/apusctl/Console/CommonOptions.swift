/// Options that most commands have, and that may stand before the verb too, as kubectl's may: `apusctl --socket PATH status`.
enum CommonOptions {
  private static let names: Set<Substring> = ["--socket", "--output", "-o"]

  /// The arguments with what stands before the verb moved to the end, or before a `--`.
  static func behindTheVerb(_ arguments: [String]) -> [String] {
    var rest = arguments[...]
    var moved: [String] = []
    while let option = rest.first, names.contains(option.prefix { $0 != "=" }) {
      let count = option.contains("=") ? 1 : 2
      guard rest.count > count else { return arguments }
      moved += rest.prefix(count)
      rest = rest.dropFirst(count)
    }
    let end = rest.firstIndex(of: "--") ?? rest.endIndex
    return rest[..<end] + moved + rest[end...]
  }
}
