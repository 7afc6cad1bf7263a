import Diagnostics
import Foundation
import Manifests
import Testing

@Suite("Example files")
struct ExampleTests {
  static let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Conf/apus.yaml").standardized.path()

  @Test("the commented example loads without a problem")
  func example() {
    let loaded = ConfigurationFile.load(Self.path)
    #expect(ProblemReport(loaded.problems).description == "")
    #expect(loaded.configuration != nil)
  }

  @Test("every other config and manifest in Conf is free of errors")
  func conf() throws {
    let folder = URL(filePath: Self.path).deletingLastPathComponent().path()
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }.sorted()
    #expect(names.contains("apus.yaml"))
    for name in names {
      let errors = ManifestFiles.validate([folder + name]).filter { $0.severity == .error }
      #expect(ProblemReport(errors).description == "", "\(name)")
    }
  }
}
