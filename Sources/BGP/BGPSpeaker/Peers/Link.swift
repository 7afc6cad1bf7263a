/// A TCP connection of a peer as the speaker sees it: what has to be written before routes may follow.
///
/// The caller gets it from ``Speaker/takeLinksWithOutput()`` and gives it back to ``Speaker/flush(_:at:with:)``, so that a single change on
/// its way to a thousand peers looks nothing up.
public final class Link {
  /// The connection.
  public let id: LinkID
  /// The caller's own number of the connection, as given with it: its socket's descriptor.
  public let socket: Int32
  /// The peer that the connection is of.
  let slot: PeerSlot
  /// The rest of a message that the socket took only in part.
  var carry: [UInt8] = []
  /// How much of `carry` is written.
  var carryOffset = 0
  /// Messages of the session machine: OPEN, KEEPALIVE, NOTIFICATION, ROUTE-REFRESH.
  var control: [UInt8] = []
  /// Our own end.
  let local: Endpoint
  /// The machine closed it; only what is queued may still go out.
  var isClosing = false
  /// The socket took less than it was offered, and has not been drained since.
  var isBlocked = false

  init(_ id: LinkID, of slot: PeerSlot, socket: Int32, local: Endpoint) {
    self.id = id
    self.slot = slot
    self.socket = socket
    self.local = local
  }

  var hasControl: Bool { carryOffset < carry.count || !control.isEmpty }

  /// Notes that `count` octets of carry and control, in this order, were written; returns what is left of the count for routes.
  func wrote(_ count: Int) -> Int {
    let fromCarry = min(count, carry.count - carryOffset)
    carryOffset += fromCarry
    if carryOffset == carry.count && carryOffset > 0 {
      carry.removeAll(keepingCapacity: carry.capacity <= 4096)
      carryOffset = 0
    }
    let left = count - fromCarry
    if left == 0 { return 0 }
    let fromControl = min(left, control.count)
    if fromControl == control.count {
      control.removeAll(keepingCapacity: true)
    } else {
      // A control message is out in part: its rest must come before anything else.
      carry = Array(control[fromControl...])
      carryOffset = 0
      control.removeAll(keepingCapacity: true)
    }
    return left - fromControl
  }
}
