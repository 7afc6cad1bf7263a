import Diagnostics
import Manifests
import Resources

/// A configuration from text, as the daemon loads it from a file.
enum Configuration {
  /// What the file says below the node's AS and router ID.
  ///
  /// - Throws: the problems of the text.
  static func load(_ text: String, bgp: String = "") throws -> NodeConfiguration {
    let document = "node: { name: node-a }\nbgp:\n  asNumber: 64512\n  routerID: 10.0.0.11\n\(bgp)\n\(text)\n"
    let files = FileAccess(
      read: { path throws(FileFailure) in
        if path != "apus.yaml" { throw FileFailure(reason: "No such file or directory") }
        return Array(document.utf8)
      }, list: { _ in nil }, environment: { _ in nil }, hostName: { "this-host" })
    let loaded = ConfigurationFile.load("apus.yaml", files: files)
    guard let configuration = loaded.configuration else { throw Refused(text: ProblemReport(loaded.problems).description) }
    return configuration
  }

  /// The text is no configuration.
  struct Refused: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
  }
}
