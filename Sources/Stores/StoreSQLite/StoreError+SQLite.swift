import GRDB
import StoreAPI

extension StoreError {
  /// What an error of SQLite means for a store at `place`.
  init(_ error: any Error, at place: String) {
    if let error = error as? StoreError {
      self = error
      return
    }
    guard let error = error as? DatabaseError else {
      self = .unavailable(place: place, detail: "\(error)")
      return
    }
    let detail = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_FULL: self = .full(place: place)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupted(place: place, detail: detail)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(place: place)
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: self = .notWritable(place: place, detail: detail)
    default: self = .unavailable(place: place, detail: detail)
    }
  }
}
