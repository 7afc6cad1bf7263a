/// Why a store did not do what it was asked.
public enum StoreError: Error, Hashable, Sendable {
  /// The condition of a write does not hold; `current` is the revision that the resource has, nil if there is none.
  case conflict(ResourceKey, current: Revision?)
  /// A watch begins before the oldest change that is still known: list again.
  case compacted(oldest: Revision)
  /// No room on the disk.
  case full(place: String)
  /// The data are damaged or not ours.
  case corrupted(place: String, detail: String)
  /// A newer version of Apus wrote the data.
  case tooNew(place: String, detail: String)
  /// The place cannot be opened or written to.
  case notWritable(place: String, detail: String)
  /// Another process holds the data for too long.
  case busy(place: String)
  /// Anything else.
  case unavailable(place: String, detail: String)
}

extension StoreError: CustomStringConvertible {
  /// What happened, one sentence.
  public var description: String {
    switch self {
    case .conflict(let key, nil): "\(key) does not exist"
    case .conflict(let key, let current?): "\(key) was changed meanwhile: it has revision \(current)"
    case .compacted(let oldest): "changes before revision \(oldest) are no longer known"
    case .full(let place): "\(place): no space left on the disk"
    case .corrupted(let place, let detail): "\(place): the store is damaged: \(detail)"
    case .tooNew(let place, let detail): "\(place): the store was written by a newer version: \(detail)"
    case .notWritable(let place, let detail): "\(place): the store cannot be opened for writing: \(detail)"
    case .busy(let place): "\(place): the store is locked by another process"
    case .unavailable(let place, let detail): "\(place): the store does not answer: \(detail)"
    }
  }

  /// How to mend it.
  public var mend: String {
    switch self {
    case .conflict: "read it again and repeat the change"
    case .compacted: "list the resources again and watch from that revision"
    case .full: "free space, or move store.sqlite to another disk; what was stored before is intact"
    case .corrupted:
      "move the file away and restart: workloads that were added at run time have to be added again; or restore it from a backup"
    case .tooNew: "run the newer version, or move the file away"
    case .notWritable: "create the directory and let the daemon's user write to it, or change store.sqlite"
    case .busy: "find the process that has the file open: is a second daemon running?"
    case .unavailable: "see the detail; the daemon goes on without the store and tries again with the next change"
    }
  }
}
