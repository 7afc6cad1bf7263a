import BGPSpeaker
import NetTypes

/// A peer's socket in the loop.
final class PeerSocket {
  let descriptor: Int32
  let link: LinkID
  let endpoint: Endpoint
  /// A connection attempt that the kernel has not decided yet.
  var isConnecting: Bool
  /// The kernel's buffer is full; EPOLLOUT is armed.
  var isBlocked = false
  /// It stands in the loop's list of sockets to write.
  var isQueued = false
  /// The beginning of a message whose rest has not arrived.
  var remainder: [UInt8] = []

  init(descriptor: Int32, link: LinkID, endpoint: Endpoint, isConnecting: Bool) {
    (self.descriptor, self.link, self.endpoint, self.isConnecting) = (descriptor, link, endpoint, isConnecting)
  }
}

/// A listening socket.
struct Listener {
  let descriptor: Int32
  let endpoint: Endpoint
}
