/// The numbers of linux/netfilter/nfnetlink.h and nf_tables.h that we use, typed as they stand in messages.
enum NfnetlinkNumbers {
  static let socketFamily: Int32 = 12  // NETLINK_NETFILTER
  static let batchBegin: UInt16 = 0x10
  static let batchEnd: UInt16 = 0x11
  static let tablesGroup: UInt32 = 7
  static let tables: UInt16 = 10
  static let tracking: UInt16 = 1
  static let done: UInt16 = 3
  static let inet: UInt8 = 1
  /// In a type of attribute: others are inside.
  static let nested: UInt16 = 0x8000
}

enum NftablesMessage {
  static let newElements: UInt16 = 12
  static let deleteElements: UInt16 = 14
  static let newGeneration: UInt16 = 15
  static let newObject: UInt16 = 18
  static let getObject: UInt16 = 19
}

enum ElementListAttribute {
  static let table: UInt16 = 1
  static let set: UInt16 = 2
  static let elements: UInt16 = 3
}

enum ElementAttribute {
  static let listed: UInt16 = 1
  static let key: UInt16 = 1
  static let data: UInt16 = 2
  static let flags: UInt16 = 3
  static let intervalEnd: UInt32 = 1
  static let value: UInt16 = 1
  static let verdict: UInt16 = 2
  static let verdictCode: UInt16 = 1
  static let verdictChain: UInt16 = 2
  /// NFT_GOTO
  static let goto: UInt32 = UInt32(bitPattern: -4)
}

enum ObjectAttribute {
  static let table: UInt16 = 1
  static let name: UInt16 = 2
  static let type: UInt16 = 3
  static let data: UInt16 = 4
  static let counter: UInt32 = 1
  static let bytes: UInt16 = 1
  static let packets: UInt16 = 2
}
