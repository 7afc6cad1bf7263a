/// KEEPALIVE: a header and nothing else (RFC 4271 §4.4).
public enum Keepalive {
  /// The whole message.
  public static let bytes: [UInt8] = WireBytes.message(.keepalive, [])
}
