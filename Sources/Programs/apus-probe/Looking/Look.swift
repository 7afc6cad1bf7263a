import Glibc
import NetTypes

/// One look at a target, on a connection of its own: what is to be seen is what policy says of a new one.
struct Look {
  /// The target's place in the list.
  let index: Int
  let deadline: MonotonicTime
  let socket: Socket
  private let target: ProbeTarget
  private var unsent: ArraySlice<UInt8>
  private var received: [UInt8] = []

  /// Sets out; nil when the target cannot be reached, as is known at once.
  init?(at target: ProbeTarget, index: Int, deadline: MonotonicTime) {
    guard let socket = Socket.connecting(to: target) else { return nil }
    self.index = index
    self.deadline = deadline
    self.socket = socket
    self.target = target
    unsent = target.request[...]
  }

  /// What it waits for.
  var events: Int16 { Int16(unsent.isEmpty ? POLLIN : POLLOUT) }

  /// Goes on as far as it can; the result once it is known: reachable or not.
  mutating func proceed() -> Bool? {
    if !unsent.isEmpty {
      guard socket.failure == 0, let sent = socket.write(unsent) else { return false }
      unsent = unsent.dropFirst(sent)
      if !unsent.isEmpty { return nil }
    }
    switch socket.read() {
    case .bytes(let bytes):
      received += bytes
      return target.isAnswer(received)
    case .nothing: return nil
    case .end, .failure: return false
    }
  }
}
