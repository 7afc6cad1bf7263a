/// Something that happened, for logs and the event stream.
public struct SpeakerEvent: Sendable, Hashable {
  /// What kind; the raw value is the name that users see.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A session reached Established.
    case sessionUp
    /// A session left Established.
    case sessionDown
    /// An attempt failed, or a peer was refused.
    case sessionRefused
    /// A connection came from an address that no peer or range covers.
    case unknownPeer
    /// A malformed message, and what was done about it.
    case malformed
    /// A peer sends more prefixes than it may.
    case prefixLimit
    /// A peer finished its initial dump of one family.
    case endOfRIB
    /// Someone enabled, disabled, reset or refreshed a session.
    case administrative
    /// A listening socket could not be opened.
    case listen
    /// Something that should not happen inside of Apus.
    case internalError
  }

  /// What kind.
  public var kind: Kind
  /// The peer's name, where it concerns one.
  public var peer: String?
  /// One sentence.
  public var text: String

  /// Joins the parts.
  public init(kind: Kind, peer: String?, text: String) {
    self.kind = kind
    self.peer = peer
    self.text = text
  }
}
