import ControlServer
import Logging
import NetTypes
import Nftables
import PolicyEnforcement
import Resources

/// Makes events of what the kernel's rules tell of: denied packets and those that met a Log rule.
struct PolicyLog {
  let events: EventLog
  let logger: Logger
  private var reader: LogReader?
  private var group: UInt16?
  /// The second in which events are counted, and how many there were: a flood of packets must not push other events out.
  private var second = ContinuousClock.now
  private var count = 0
  private var held = 0

  init(events: EventLog, logger: Logger) { (self.events, self.logger) = (events, logger) }

  var descriptor: Int32? { reader?.descriptor }

  /// Listens to a group, or to none. What cannot be listened to is said once, and changes nothing else.
  mutating func listen(to group: UInt16?) {
    if group == self.group { return }
    (self.group, reader) = (group, nil)
    guard let group else { return }
    do throws(NftablesFailure) {
      reader = try LogReader(group: group)
    } catch {
      logger.warning("denied packets are not told of: \(error)")
    }
  }

  /// Tells what has come in.
  mutating func read(_ reasons: [String: RuleReason]) {
    guard let reader else { return }
    for packet in reader.receive() { tell(packet, reasons[packet.reason]) }
  }

  private mutating func tell(_ packet: LoggedPacket, _ reason: RuleReason?) {
    if .now - second >= .seconds(1) {
      if held > 0 { events.append(.policy, "\(held) more packets were told of than are shown") }
      (second, count, held) = (.now, 0, 0)
    }
    count += 1
    if count > Self.perSecond {
      held += 1
    } else {
      events.append(.policy, "\(Self.verb(reason)) \(packet.text): \(reason?.description ?? packet.reason)")
    }
  }

  private static let perSecond = 10

  private static func verb(_ reason: RuleReason?) -> String {
    if case .noted = reason { return "logged" }
    return "denied"
  }
}

extension LoggedPacket {
  /// Between whom: `tcp 10.0.0.1:49152 to 10.0.0.2:80`.
  fileprivate var text: String {
    let name = Workload.protocolName(ipProtocol).lowercased()
    return "\(name) \(Self.end(source, sourcePort)) to \(Self.end(destination, destinationPort))"
  }

  private static func end(_ address: IPAddress, _ port: UInt16) -> String {
    if port == 0 { return address.description }
    return address.family == .ipv4 ? "\(address):\(port)" : "[\(address)]:\(port)"
  }
}
