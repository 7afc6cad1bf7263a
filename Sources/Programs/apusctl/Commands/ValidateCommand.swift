import ArgumentParser
import Diagnostics
import Manifests

/// `apusctl validate`
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Checks config files and manifests, without a daemon.",
    discussion: "A config file is checked as apusd --check does, with everything that it names. Exits 3 when anything is an error.")

  @Argument(help: "Config files, manifests, and folders of manifests.", completion: .file(extensions: ["yaml", "yml", "json"]))
  var files: [String]
  @OptionGroup var output: OutputOptions

  func run() throws {
    let problems = ManifestFiles.validate(files)
    switch output.output {
    case .table, .wide:
      if !problems.isEmpty { Console.current.writeError("\(ProblemReport(problems))\n") }
      if !problems.contains(where: { $0.severity == .error }) { Console.current.write("ok\n") }
    case .json, .yaml: try output.show(problems) { _ in "" }
    }
    if problems.contains(where: { $0.severity == .error }) { throw CommandFailure(.invalid) }
  }
}
