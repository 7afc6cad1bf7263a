import ControlAPI
import ControlServer
import Foundation
import Logging
import Synchronization

/// Writes one line a message to standard error: text for people, JSON for collectors.
struct LineLogHandler: LogHandler {
  /// The shape of a line.
  enum Format: Sendable {
    case text
    case json
  }

  let label: String
  let format: Format
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]

  init(label: String, format: Format, level: Logger.Level) {
    self.label = label
    self.format = format
    logLevel = level
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let merged = metadata.merging(event.metadata ?? [:]) { _, new in new }
    let time = Timestamp.now.description
    switch format {
    case .text: write(text(event, merged, time))
    case .json: write(json(event, merged, time))
    }
  }

  private func text(_ event: LogEvent, _ metadata: Logger.Metadata, _ time: String) -> String {
    let fields = metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    return "\(time) \(event.level.rawValue) \(event.message)\(fields)\n"
  }

  private func json(_ event: LogEvent, _ metadata: Logger.Metadata, _ time: String) -> String {
    var fields = metadata.mapValues { "\($0)" }
    fields["time"] = time
    fields["level"] = event.level.rawValue
    fields["message"] = "\(event.message)"
    fields["logger"] = label
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings to strings always encode; a line that could not would still be better than none.
    let line = (try? encoder.encode(fields)).map { String(decoding: $0, as: UTF8.self) } ?? "{\"message\":\"\(event.message)\"}"
    return line + "\n"
  }

  private static let output = Mutex(())

  private func write(_ line: String) {
    Self.output.withLock { _ in
      // Nowhere is left to report that standard error cannot be written to.
      try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
    }
  }
}
