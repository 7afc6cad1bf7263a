/// The numbers of linux/netfilter/nfnetlink_conntrack.h that we use.
enum ConnectionMessage {
  static let new: UInt16 = 0
  static let get: UInt16 = 1
  static let delete: UInt16 = 2
}

enum ConnectionAttribute {
  static let original: UInt16 = 1
  static let reply: UInt16 = 2
  static let mark: UInt16 = 8
  static let id: UInt16 = 12
  static let zone: UInt16 = 18
  static let markMask: UInt16 = 21

  // In a tuple.
  static let addresses: UInt16 = 1
  static let transport: UInt16 = 2

  // In its addresses.
  static let sources: [UInt16] = [1, 3]
  static let destinations: [UInt16] = [2, 4]

  // In its transport part.
  static let ipProtocol: UInt16 = 1
  static let sourcePort: UInt16 = 2
  static let destinationPort: UInt16 = 3
  static let icmpTypes: [UInt16] = [5, 8]
  static let icmpCodes: [UInt16] = [6, 9]
}
