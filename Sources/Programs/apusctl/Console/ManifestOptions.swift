import ArgumentParser
import ControlAPI
import Foundation
import Manifests
import Rendering

/// The manifests that a command sends to the daemon.
struct ManifestOptions: ParsableArguments {
  @Option(
    name: .shortAndLong, help: ArgumentHelp("A manifest, a folder of them, or - for standard input; once for each.", valueName: "file"),
    completion: .file(extensions: ["yaml", "yml", "json"]))
  var filename: [String] = []

  func check() throws {
    if filename.isEmpty { throw ValidationError("name a manifest: --filename FILE") }
  }

  /// The files with their contents; a folder stands for the manifests in it.
  func read() throws -> [ApplyRequest.File] {
    try filename.flatMap { path -> [ApplyRequest.File] in
      if path == "-" { return [.init(name: "standard input", text: String(decoding: try Console.current.readInput(), as: UTF8.self))] }
      let files = ManifestFiles.expand(path)
      if files.isEmpty {
        throw CommandFailure(.invalid, "\(path): there is no manifest in it", mend: "a folder gives its *.yaml, *.yml and *.json")
      }
      return try files.map { file in
        guard let data = FileManager.default.contents(atPath: file) else {
          throw CommandFailure(.invalid, "cannot read \(file): \(String(cString: strerror(errno)))", mend: "name a file, a folder, or -")
        }
        return .init(name: file, text: String(decoding: data, as: UTF8.self))
      }
    }
  }

  /// A line a resource as kubectl writes it, then warnings, then what it changes.
  static func text(_ result: ApplyResult, _ palette: Palette, showsDiff: Bool) -> String {
    let lines = result.items.map { item in
      let name = item.namespace.isEmpty ? item.name : "\(item.namespace)/\(item.name)"
      return "\(item.kind) \(name) \(word(item.action))\(showsDiff ? " (not yet)" : "")\n"
    }
    return lines.joined() + (showsDiff ? ReloadView.render(result.diff, palette: palette) : "")
  }

  private static func word(_ action: ApplyResult.Action) -> String {
    switch action {
    case .notFound: "not found"
    case .skipped: "skipped: Apus does not read this kind"
    default: action.rawValue
    }
  }
}
