import CLinux
import Foundation
import Synchronization

/// Tells when one of some files changes, by inotify. Folders are watched, not files, since editors replace files by renaming.
final class FileWatch: Sendable {
  private struct State {
    var folders: [Int32: String] = [:]
    var paths: Set<String> = []
  }

  private let descriptor: Int32
  private let state = Mutex(State())
  private let onChange: @Sendable () -> Void

  /// Starts watching on a thread of its own; `onChange` is called there once for each burst of changes.
  init(onChange: @escaping @Sendable () -> Void) throws {
    self.onChange = onChange
    descriptor = inotify_init1(Int32(IN_CLOEXEC))
    if descriptor < 0 { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    Thread.detachNewThread { [self] in readEvents() }
  }

  /// Replaces what is watched: files, and folders whose every entry counts. Returns the folders that cannot be watched, with the system's
  /// reason: changes in them are only seen at a reload.
  @discardableResult
  func watch(_ paths: [String]) -> [String: String] {
    let wanted = Set(paths.map { URL(fileURLWithPath: $0).standardizedFileURL.path })
    var folders = Set<String>()
    for path in wanted {
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      folders.insert(exists && isFolder.boolValue ? path : (path as NSString).deletingLastPathComponent)
    }
    let mask = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE)
    return state.withLock { state in
      var refused: [String: String] = [:]
      for (watch, folder) in state.folders where !folders.contains(folder) {
        inotify_rm_watch(descriptor, watch)
        state.folders[watch] = nil
      }
      let known = Set(state.folders.values)
      for folder in folders where !known.contains(folder) {
        let watch = inotify_add_watch(descriptor, folder, mask)
        if watch >= 0 { state.folders[watch] = folder } else { refused[folder] = String(cString: strerror(errno)) }
      }
      state.paths = wanted
      return refused
    }
  }

  private func readEvents() {
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return }
      if buffer.withUnsafeBytes({ concerns(UnsafeRawBufferPointer(rebasing: $0[..<count])) }) { onChange() }
    }
  }

  private func concerns(_ events: UnsafeRawBufferPointer) -> Bool {
    var offset = 0
    let header = MemoryLayout<inotify_event>.size
    while offset + header <= events.count {
      let event = events.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
      let nameBytes = events[(offset + header)..<min(events.count, offset + header + Int(event.len))]
      let name = String(decoding: nameBytes.prefix { $0 != 0 }, as: UTF8.self)
      let isWatched = state.withLock { state in
        guard let folder = state.folders[event.wd] else { return false }
        return state.paths.contains(folder) || state.paths.contains(folder + "/" + name)
      }
      if isWatched { return true }
      offset += header + Int(event.len)
    }
    return false
  }
}
