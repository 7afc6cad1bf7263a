import Diagnostics
import Testing

/// A config file with something wrong in it, and the whole report that the user sees.
struct WrongConfiguration: CustomTestStringConvertible {
  let sentence: String
  let text: String
  let report: String

  init(_ sentence: String, text: String, report: String) {
    self.sentence = sentence
    self.text = text
    self.report = report
  }

  var testDescription: String { sentence }
}

@Suite("Wrong config files")
struct WrongConfigurationTests {
  static let all =
    WrongConfiguration.documentRows + WrongConfiguration.speakerRows + WrongConfiguration.peerRows + WrongConfiguration.peerOptionRows
    + WrongConfiguration.filterRows + WrongConfiguration.settingRows

  @Test("each wrong file is told exactly so", arguments: all)
  func report(_ row: WrongConfiguration) {
    let loaded = FileTable.load(row.text)
    let report = ProblemReport(loaded.problems).description
    #expect(report == row.report)
    #expect((loaded.configuration == nil) == loaded.hasErrors)
    #expect(!report.contains("hunter2"))
  }

  @Test("no row of the table stands twice, and there are enough of them")
  func table() {
    #expect(Set(Self.all.map(\.sentence)).count == Self.all.count)
    #expect(Self.all.count >= 100)
  }

  @Test("problems of several files are told in one report, as the contract shows it")
  func severalFiles() {
    let config = """
      node:
        name: node-a
        labels: { rack: r1 }
      bgp:
        asNumber: 64512
        routerID: 10.0.0.11
        listen: [ "0.0.0.0", "::" ]
        listenPort: 179
        holdTime: 90
        gracefulRestart: { restartTime: 120 }
        peers:
          - name: tor-1
            peerIP: 10.0.0.1
            asNumber: sixty
      manifests: [ web.yaml ]
      """
    let manifest = """
      apiVersion: v1
      kind: List
      items:
        - apiVersion: projectcalico.org/v3
          kind: BGPPeer
          metadata: { name: tor-2 }
          spec:
            peerIP: 10.0.0.2
            nodeSelctor: all()
            asNumber: 64513
      """
    let loaded = FileTable(contents: ["apus.yaml": config, "web.yaml": manifest]).load()
    let expected = """
      apus.yaml:14:17: error: asNumber: expected 1...4294967295 or internal/external, found "sixty"
         14 |       asNumber: sixty
            |                 ^~~~~
      web.yaml:9:7: error: unknown field "nodeSelctor" in BGPPeer.spec; did you mean "nodeSelector"?
      2 errors in 2 files; nothing was applied
      """
    #expect(ProblemReport(loaded.problems).description == expected)
    #expect(loaded.watchedPaths == ["apus.yaml", "web.yaml"])
  }

  @Test("a config file that is not there is told with its path")
  func missingFile() {
    let loaded = FileTable().load()
    #expect(
      ProblemReport(loaded.problems).description == """
        error: cannot read apus.yaml: No such file or directory; check the path given on the command line
        1 error; nothing was applied
        """)
  }
}
