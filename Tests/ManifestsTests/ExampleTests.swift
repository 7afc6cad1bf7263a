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
}
