import BGPWire
import NetTypes

/// What an UPDATE did.
public enum ReceiveOutcome {
  /// Its routes are in the Adj-RIB-In.
  case accepted
  /// It was the End-of-RIB marker of a family (RFC 4724 §2).
  case endOfRIB(AddressFamily)
  /// It was used as far as RFC 7606 allows; the session goes on.
  case faults(FaultScope, [AttributeFault])
  /// The session has to be closed with this message.
  case reset(NotificationMessage)
  /// More prefixes than the limit; told once each time that the limit is passed.
  case limitExceeded(AddressFamily, PrefixLimit)
}
