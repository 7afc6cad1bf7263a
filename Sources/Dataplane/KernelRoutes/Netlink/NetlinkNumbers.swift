/// The numbers of linux/netlink.h, linux/rtnetlink.h, linux/if_link.h and linux/if_addr.h that we use, typed as they stand in messages.
enum MessageKind {
  static let error: UInt16 = 2
  static let done: UInt16 = 3
  static let overrun: UInt16 = 4
  static let newLink: UInt16 = 16
  static let deleteLink: UInt16 = 17
  static let getLink: UInt16 = 18
  static let newAddress: UInt16 = 20
  static let deleteAddress: UInt16 = 21
  static let getAddress: UInt16 = 22
  static let newRoute: UInt16 = 24
  static let deleteRoute: UInt16 = 25
  static let getRoute: UInt16 = 26
}

package struct MessageFlags: OptionSet, Hashable {
  package let rawValue: UInt16

  package init(rawValue: UInt16) { self.rawValue = rawValue }

  package static let request = MessageFlags(rawValue: 0x1)
  package static let acknowledge = MessageFlags(rawValue: 0x4)
  /// The dump was disturbed by a change and may lack or repeat entries.
  static let dumpInterrupted = MessageFlags(rawValue: 0x10)
  package static let dump = MessageFlags(rawValue: 0x300)
  package static let replace = MessageFlags(rawValue: 0x100)
  static let exclusive = MessageFlags(rawValue: 0x200)
  package static let create = MessageFlags(rawValue: 0x400)
  static let append = MessageFlags(rawValue: 0x800)
  /// In an acknowledgement: the request is not echoed behind its header.
  static let capped = MessageFlags(rawValue: 0x100)
  /// In an acknowledgement: attributes follow (the kernel's reason in words).
  static let acknowledgeAttributes = MessageFlags(rawValue: 0x200)
}

enum RouteAttribute {
  static let destination: UInt16 = 1
  static let outputInterface: UInt16 = 4
  static let gateway: UInt16 = 5
  static let priority: UInt16 = 6
  static let multipath: UInt16 = 9
  static let table: UInt16 = 15
  static let via: UInt16 = 18
}

enum LinkAttribute {
  static let name: UInt16 = 3
}

enum AddressAttribute {
  static let address: UInt16 = 1
  static let local: UInt16 = 2
}

enum ErrorAttribute {
  static let message: UInt16 = 1
}

enum LinkFlags {
  static let up: UInt32 = 0x1
  static let running: UInt32 = 0x40
}

enum RouteScope {
  static let universe: UInt8 = 0
  static let link: UInt8 = 253
  static let nowhere: UInt8 = 255
}

enum RouteTable {
  static let unspecified: UInt8 = 0
  static let main: UInt32 = 254
}

enum RouteProtocol {
  static let kernel: UInt8 = 2
}

enum RouteFlags {
  static let onLink: UInt8 = 4
  /// A cached copy of a route (IPv6 exceptions), not a route of the table.
  static let cloned: UInt32 = 0x200
}

enum SocketFamily {
  static let unspecified: UInt8 = 0
  static let inet: UInt8 = 2
  static let inet6: UInt8 = 10
}
