import Diagnostics
import Foundation
import Manifests
import Testing

@Suite("Example files")
struct ExampleTests {
  @Test("the commented example loads without a problem")
  func example() {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Conf/apus.yaml").standardized.path()
    let loaded = ConfigurationFile.load(path)
    #expect(ProblemReport(loaded.problems).description == "")
    #expect(loaded.configuration != nil)
  }
}
