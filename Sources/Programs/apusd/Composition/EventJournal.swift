import BGPSpeaker
import ControlAPI
import ControlServer
import Logging

/// Puts what the speaker reports into the event stream and the log. Routes are never logged one by one.
struct EventJournal: Sendable {
  let events: EventLog
  let logger: Logger

  func record(_ batch: [SpeakerEvent]) {
    for event in batch {
      let (kind, level) = Self.place(of: event.kind)
      events.append(kind, peer: event.peer, event.text)
      logger.log(level: level, "\(event.text)", metadata: event.peer.map { ["peer": "\($0)"] })
    }
  }

  private static func place(of kind: SpeakerEvent.Kind) -> (EventRecord.Kind, Logger.Level) {
    switch kind {
    case .sessionUp: (.sessionUp, .notice)
    case .sessionDown: (.sessionDown, .warning)
    case .sessionRefused, .unknownPeer: (.session, .warning)
    case .malformed: (.fault, .warning)
    case .prefixLimit: (.limit, .warning)
    case .endOfRIB: (.session, .info)
    case .administrative: (.session, .notice)
    case .listen, .internalError: (.daemon, .error)
    }
  }
}
