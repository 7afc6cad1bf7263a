import Glibc
import NetTypes

/// Somebody who has connected and asks something: one request, one answer.
struct Visit {
  let socket: Socket
  /// Who has not finished until then is let go.
  let deadline: MonotonicTime
  private var received: [UInt8] = []
  private var unsent: ArraySlice<UInt8> = []
  private var isAnswered = false

  init(_ socket: Socket, deadline: MonotonicTime) {
    self.socket = socket
    self.deadline = deadline
  }

  /// What it waits for.
  var events: Int16 { Int16(unsent.isEmpty ? POLLIN : POLLOUT) }

  /// Goes on as far as it can; false when it is over.
  ///
  /// After the answer it waits for the other side to finish: closing earlier would reset the connection, and the answer might be lost.
  mutating func proceed(_ report: ProbeReport) -> Bool {
    if unsent.isEmpty {
      switch socket.read() {
      case .bytes(let bytes): if !isAnswered { received += bytes }
      case .nothing: return true
      case .end, .failure: return false
      }
      guard !isAnswered, let answer = ProbeAnswer.bytes(to: RequestHead.read(received), report) else { return true }
      (unsent, isAnswered) = (answer[...], true)
    }
    guard let sent = socket.write(unsent) else { return false }
    unsent = unsent.dropFirst(sent)
    if unsent.isEmpty { socket.finish() }
    return true
  }
}
