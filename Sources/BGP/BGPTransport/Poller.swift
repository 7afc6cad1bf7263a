import CLinux
import Glibc

/// A thin cover of epoll: descriptors with a 64-bit token, level-triggered.
struct Poller: ~Copyable {
  private let descriptor: Int32

  /// What happened to a descriptor.
  struct Ready {
    /// The token given when it was added.
    var token: UInt64
    /// Bytes, a connection, or an end may be read.
    var readable: Bool
    /// More may be written, or a connection attempt ended.
    var writable: Bool
    /// How many descriptors something happened to at once.
    var among: Int
  }

  /// Opens the kernel's side.
  init() throws(SystemError) {
    descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
    if descriptor < 0 { throw SystemError("epoll_create1") }
  }

  deinit { close(descriptor) }

  /// Watches a descriptor for input and, if asked, for room to write.
  func add(_ watched: Int32, token: UInt64, readable: Bool = true, writable: Bool = false) throws(SystemError) {
    try control(EPOLL_CTL_ADD, watched, token, readable, writable)
  }

  /// Changes what is watched.
  func modify(_ watched: Int32, token: UInt64, readable: Bool, writable: Bool) throws(SystemError) {
    try control(EPOLL_CTL_MOD, watched, token, readable, writable)
  }

  /// Stops watching; closing a descriptor does the same.
  func remove(_ watched: Int32) { _ = epoll_ctl(descriptor, EPOLL_CTL_DEL, watched, nil) }

  private func control(_ operation: Int32, _ watched: Int32, _ token: UInt64, _ readable: Bool, _ writable: Bool) throws(SystemError) {
    var event = epoll_event()
    event.events = (readable ? UInt32(EPOLLIN.rawValue) : 0) | (writable ? UInt32(EPOLLOUT.rawValue) : 0)
    event.data.u64 = token
    if epoll_ctl(descriptor, operation, watched, &event) != 0 { throw SystemError("epoll_ctl") }
  }

  /// Waits for events and hands each to `body`. A negative timeout waits for ever; 0 only looks.
  func wait(milliseconds: Int32, into events: UnsafeMutableBufferPointer<epoll_event>, _ body: (Ready) -> Void) throws(SystemError) {
    let count = epoll_wait(descriptor, events.baseAddress, Int32(events.count), milliseconds)
    if count < 0 {
      if errno == EINTR { return }
      throw SystemError("epoll_wait")
    }
    let ended = UInt32(EPOLLERR.rawValue) | UInt32(EPOLLHUP.rawValue)
    for event in events.prefix(Int(count)) {
      let bits = event.events
      body(
        Ready(
          token: event.data.u64, readable: bits & (UInt32(EPOLLIN.rawValue) | ended) != 0,
          writable: bits & (UInt32(EPOLLOUT.rawValue) | ended) != 0, among: Int(count)))
    }
  }
}
