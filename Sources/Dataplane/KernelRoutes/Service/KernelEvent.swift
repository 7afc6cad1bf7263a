import NetTypes

/// What the kernel thread tells its owner.
public enum KernelEvent: Hashable, Sendable {
  /// The first reading of the kernel is complete: links, addresses, on-link routes and adopted routes were told before.
  case ready
  /// A link appeared usable or became so (or was renamed while usable).
  case linkUp(Link)
  /// A link cannot carry packets any more, or appeared in that state.
  case linkDown(Link)
  /// A link is gone.
  case linkRemoved(Link)
  /// The on-link routes over usable links, by which next hops resolve, changed. At the start all are added.
  case onLinkRoutes(added: [OnLinkRoute], removed: [OnLinkRoute])
  /// The node's own addresses changed. At the start all are added.
  case addresses(added: [InterfaceAddress], removed: [InterfaceAddress])
  /// The status of watched workload addresses: once for each when it is first watched, then at each change.
  case workloads([WorkloadStatus])
  /// Own routes found at the start; they stay until they are wanted, replaced, or released.
  case adopted([KernelRoute])
  /// These routes are in the kernel as wanted.
  case installed([IPPrefix])
  /// These routes were removed as wanted.
  case removed([IPPrefix])
  /// These routes could not be set; they are tried again.
  case refused([RouteRefusal])
  /// The kernel dropped notifications (or the like); everything was read again.
  case resynced(reason: String)
  /// The kernel's own-protocol routes differed from what was set, and were repaired.
  case drift(repaired: [IPPrefix])
}
