/// The numbers of linux/netfilter/nfnetlink_log.h that we use.
enum LogMessage {
  static let subsystem: UInt16 = 4
  static let packet: UInt16 = 0
  static let configuration: UInt16 = 1
}

enum LogAttribute {
  static let payload: UInt16 = 9
  static let prefix: UInt16 = 10

  // In a configuration.
  static let command: UInt16 = 1
  static let mode: UInt16 = 2
  static let bind: UInt8 = 1
  static let copyPacket: UInt8 = 2
}
