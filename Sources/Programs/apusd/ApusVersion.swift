/// The version that the programs report.
enum ApusVersion {
  static let text = "0.1.0"
}
