import BGPSession
import BGPSpeaker
import Glibc

extension ConnectFailure {
  /// What a failed attempt means to the session machine.
  init(_ error: SystemError) {
    switch error.code {
    case ECONNREFUSED: self = .refused
    case ETIMEDOUT: self = .timedOut
    case ENETUNREACH, EHOSTUNREACH, ENETDOWN, EHOSTDOWN: self = .noRoute
    case ECONNRESET: self = .reset
    case EADDRNOTAVAIL: self = .sourceAddressUnavailable
    default: self = .other("\(error)")
    }
  }
}

extension LinkEnd {
  /// How a live connection ended.
  init(_ error: SystemError) {
    switch error.code {
    case ECONNRESET, EPIPE: self = .reset
    case ETIMEDOUT, EHOSTUNREACH, ENETUNREACH: self = .timedOut
    default: self = .failed(error.reason)
    }
  }
}
