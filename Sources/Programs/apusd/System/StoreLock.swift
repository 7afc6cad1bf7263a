import Foundation

/// The store's file, claimed for this process: two daemons on one store would take each other's routes out, and each other's sessions.
///
/// A lock on `FILE.lock`, which the kernel releases even when the process is killed. Not on the file itself: to close another descriptor of
/// it would release SQLite's own locks.
final class StoreLock: Sendable {
  private let descriptor: CInt

  /// Nil when the lock cannot be had for another reason than another daemon: the store itself says then what is wrong with its place.
  ///
  /// - Throws: ``StartFailure`` when another process holds it.
  init?(claiming file: String) throws(StartFailure) {
    let descriptor = open(file + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let isTaken = errno == EWOULDBLOCK
      close(descriptor)
      if isTaken {
        throw StartFailure("\(file): another apusd uses this store", mend: "stop it, or set store.sqlite to another path")
      }
      return nil
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}
