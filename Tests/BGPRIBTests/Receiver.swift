import BGPRIB
import BGPWire
import CLinux
import NetTypes
import Testing

/// A simulated peer that reads what the RIB has for it and keeps what it was told, as an Adj-RIB-In of its own.
final class Receiver {
  /// A route as received: next hop and attribute bytes in canonical form.
  struct Route: Hashable {
    var nextHop: NextHop?
    var attributes: [UInt8]

    /// Whether one of its communities is this.
    func has(_ community: UInt32) -> Bool {
      attributes.withUnsafeBytes { AttributeView($0).communities.contains { $0.rawValue == community } }
    }
  }

  let peer: PeerIndex
  let context: UpdateContext
  /// Routes of families without ADD-PATH.
  private(set) var routes: [IPPrefix: Route] = [:]
  /// Paths of families with ADD-PATH, by their identifiers.
  private(set) var paths: [IPPrefix: [UInt32: Route]] = [:]
  /// A community that every route from here carries: none of them may come back.
  var ownMark: UInt32?
  private(set) var endsOfRIB: [AddressFamily] = []
  private(set) var refreshes: [(AddressFamily, UInt8)] = []
  private(set) var updates = 0
  private(set) var announcements = 0
  private var buffer: [UInt8] = []
  private var decoder = AttributeDecoder()

  init(_ peer: PeerIndex, _ context: UpdateContext) { (self.peer, self.context) = (peer, context) }

  /// Reads at most `limit` bytes from the RIB, as a socket would take them.
  func read(_ rib: RIB, limit: Int = .max) {
    var left = limit
    while left > 0 {
      let places = UnsafeMutableBufferPointer<iovec>.allocate(capacity: 4)
      defer { places.deallocate() }
      let count = rib.output(for: peer, into: places)
      if count == 0 { break }
      var taken = 0
      for place in places[..<count] where taken < left {
        let part = min(place.iov_len, left - taken)
        buffer.append(contentsOf: UnsafeRawBufferPointer(start: place.iov_base, count: part))
        taken += part
      }
      rib.consumed(taken, by: peer)
      left -= taken
    }
    parse()
    #expect(rib.isMidMessage(peer) == !buffer.isEmpty, "the RIB knows where messages end")
  }

  private func parse() {
    var offset = 0
    while buffer.count - offset >= 19 {
      let length = Int(buffer[offset + 16]) << 8 | Int(buffer[offset + 17])
      guard length >= 19, buffer[offset..<(offset + 16)].allSatisfy({ $0 == 255 }) else {
        Issue.record("no message at offset \(offset)")
        return
      }
      guard buffer.count - offset >= length else { break }
      let body = Array(buffer[(offset + 19)..<(offset + length)])
      if buffer[offset + 18] == 5 {
        refreshes.append((body[1] == 1 ? .ipv4 : .ipv6, body[2]))
      } else {
        body.withUnsafeBytes(take)
      }
      offset += length
    }
    buffer.removeFirst(offset)
  }

  private func take(_ body: UnsafeRawBufferPointer) {
    updates += 1
    do {
      let message = try UpdateMessage.split(body)
      if let family = message.isEndOfRIB { return endsOfRIB.append(family) }
      let decoded = decoder.decode(message, in: context)
      #expect(decoded.faults.isEmpty, "sent \(decoded.faults)")
      for section in [message.withdrawnSection(in: context), decoded.unreach].compactMap({ $0 }) {
        var reader = section.reader
        while let nlri = try reader.next() { drop(nlri.prefix, section.addPath ? nlri.pathID : nil) }
      }
      for section in [message.nlriSection(in: context, nextHop: decoded.nextHop), decoded.reach].compactMap({ $0 }) {
        var reader = section.reader
        while let nlri = try reader.next() {
          let route = Route(nextHop: section.nextHop, attributes: Array(decoded.canonical))
          if section.addPath { paths[nlri.prefix, default: [:]][nlri.pathID] = route } else { routes[nlri.prefix] = route }
          announcements += 1
          if let ownMark, route.has(ownMark) { Issue.record("\(nlri.prefix) goes back to \(peer)") }
        }
      }
    } catch { Issue.record("cannot read what was sent: \(error)") }
  }

  private func drop(_ prefix: IPPrefix, _ pathID: UInt32?) {
    guard let pathID else { return routes[prefix] = nil }
    paths[prefix]?[pathID] = nil
    if paths[prefix]?.isEmpty == true { paths[prefix] = nil }
  }
}
