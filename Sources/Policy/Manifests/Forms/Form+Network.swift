import NetTypes
import Resources
import Selectors

extension Form where Value == IPAddress {
  /// An address of either family.
  static var address: Form { address(of: nil) }

  /// An address, of one family when one is given.
  static func address(of family: AddressFamily?) -> Form {
    let expected = "\(family.name) address"
    return Form { value in
      if let text = value.text, let address = IPAddress(text), family == nil || address.family == family { return address }
      let withoutLength = value.text.flatMap { $0.contains("/") && IPPrefix(lenient: $0) != nil ? $0.prefix { $0 != "/" } : nil }
      value.refuse(expected: expected, mend: withoutLength.map { "did you mean \($0)?" })
      return nil
    }
  }

  /// An address, or an address with the length of its network, as manifests give it.
  static func address(withLengthOf family: AddressFamily?) -> Form {
    scalar("\(family.name) address") { text in
      let address = IPAddress(String(text.prefix { $0 != "/" }))
      return IPPrefix(lenient: text) != nil && (family == nil || address?.family == family) ? address : nil
    }
  }
}

extension AddressFamily? {
  /// With its article, for messages.
  fileprivate var name: String {
    switch self {
    case .ipv4: "an IPv4"
    case .ipv6: "an IPv6"
    case nil: "an IP"
    }
  }
}

extension Form where Value == IPPrefix {
  /// A prefix without host bits.
  static var prefix: Form { prefix(of: nil) }

  /// A prefix without host bits, of one family when one is given.
  static func prefix(of family: AddressFamily?) -> Form {
    Form { value in
      guard let text = value.text, let lenient = IPPrefix(lenient: text), family == nil || lenient.family == family else {
        value.refuse(expected: "\(family.name) prefix (address/length)")
        return nil
      }
      if let prefix = IPPrefix(text) { return prefix }
      let expected = text.contains("/") ? "a prefix without host bits" : "\(family.name) prefix (address/length)"
      value.refuse(expected: expected, mend: "did you mean \(lenient)?")
      return nil
    }
  }
}

extension Form where Value == PeerAddress {
  /// The address of a peer, with zone and port.
  static var peerAddress: Form {
    Form { value in
      guard let text = value.text, let peer = PeerAddress(text) else {
        value.refuse(
          expected: "an IP address, with a port as 10.0.0.1:1790 or [fd00::1]:1790", mend: value.text.flatMap(Self.mend))
        return nil
      }
      if case .v6(let address) = peer.address, let short = address.mappedIPv4 {
        value.error("\(address) is an IPv4 address in IPv6 form", mend: "did you mean \(short)?")
        return nil
      }
      if peer.address.isLinkLocal && peer.interface == nil {
        value.error(
          "the link-local address \(peer.address) needs its interface", mend: "write \(peer.address)%eth0 with the interface's name")
        return nil
      }
      if peer.interface != nil && !peer.address.isLinkLocal {
        value.error("\(peer.address) is not link-local and takes no interface", mend: "did you mean \(peer.address)?")
        return nil
      }
      if !peer.address.isUnicast {
        value.refuse(expected: "the unicast address of a peer")
        return nil
      }
      return peer
    }
  }
}

extension Form where Value == PeerAddress {
  /// What is probably wrong with a text that is no address of a peer.
  private static func mend(of text: String) -> String? {
    if IPPrefix(lenient: text) != nil { return "peerRange takes a prefix" }
    guard let colon = text.lastIndex(of: ":"), PeerAddress("\(text[..<colon]):1") != nil else { return nil }
    return "the port is 1...65535"
  }
}

extension IPAddress {
  /// Neither unspecified nor multicast.
  var isUnicast: Bool {
    switch self {
    case .v4(let address): address != .any && !address.isMulticast && address.rawValue != .max
    case .v6(let address): address != .any && !address.isMulticast
    }
  }
}

extension Form where Value == ASNumber {
  /// Plain (`64512`) or dotted (`1.10`, RFC 5396); 0 is nobody's (RFC 7607).
  static var asNumber: Form {
    Form { value in
      guard let number = scalar("1...4294967295", { ASNumber(configText: $0) }).read(value) else { return nil }
      return value.isOwned(number) ? number : nil
    }
  }
}

extension Form where Value == RemoteAS {
  /// A number, `internal` or `external`.
  static var remoteAS: Form {
    Form { value in
      let remote = scalar("1...4294967295 or internal/external") { text -> RemoteAS? in
        switch text {
        case "internal": .internal
        case "external": .external
        default: ASNumber(configText: text).map { .number($0) }
        }
      }.read(value)
      if case .number(let number) = remote, !value.isOwned(number) { return nil }
      return remote
    }
  }
}

extension FieldValue {
  /// Whether a number can be somebody's; complains if it stands in for others.
  fileprivate func isOwned(_ number: ASNumber) -> Bool {
    guard number == ASNumber(23456) else { return true }
    error("23456 is AS_TRANS, which stands for 4-octet numbers where these do not fit (RFC 6793 §9)", mend: "write the number itself")
    return false
  }
}

extension ASNumber {
  init?(configText text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) }) else { return nil }
    switch parts.count {
    case 1:
      guard let number = UInt32(text), number != 0 else { return nil }
      self.init(number)
    case 2:
      guard let high = UInt16(parts[0]), let low = UInt16(parts[1]), high != 0 || low != 0 else { return nil }
      self.init(UInt32(high) << 16 | UInt32(low))
    default: return nil
    }
  }
}

extension Form where Value == RouterID {
  /// Four octets with dots, not zero (RFC 6286).
  static var routerID: Form {
    scalar("an identifier like 10.0.0.1, not 0.0.0.0") { text in RouterID(text).flatMap { $0.rawValue == 0 ? nil : $0 } }
  }
}

extension Form where Value == CommunityValue {
  /// `aa:nn` or `aa:nn:mm`.
  static var community: Form { scalar("a community as aa:nn (16 bits each) or aa:nn:mm (32 bits each)") { CommunityValue($0) } }
}

extension Form where Value == FamilySet {
  /// A list of `ipv4` and `ipv6`.
  static var families: Form {
    let family = Form<AddressFamily> { value in
      switch value.text {
      case "ipv4": return .ipv4
      case "ipv6": return .ipv6
      default:
        let nearest = value.text.flatMap { NearestName.of($0, among: ["ipv4", "ipv6"]) }
        value.refuse(expected: "ipv4 or ipv6", mend: nearest.map { "did you mean \($0)?" })
        return nil
      }
    }
    return Form<[AddressFamily]>.list(of: family, atLeast: 1).map { families in
      families.reduce(into: FamilySet()) { $0.insert(FamilySet($1)) }
    }
  }
}

extension Form where Value == UInt16 {
  /// A hold time: off or at least three seconds (RFC 4271 §4.2).
  static var holdTime: Form {
    Form { value in
      guard let number = Form<UInt16>.integer(0...65535, expected: "0 or 3...65535 seconds").read(value) else { return nil }
      if number == 1 || number == 2 {
        value.refuse(expected: "0 or 3...65535 seconds")
        return nil
      }
      return number
    }
  }

  /// A TCP or UDP port.
  static var port: Form { integer(1...65535) }
}

extension Form where Value == ListenAddress? {
  /// `address:port`, or an empty text for nowhere.
  static var listenAddress: Form {
    Form { value in
      if value.text == "" { return .some(nil) }
      guard let text = value.text, let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0
      else {
        value.refuse(expected: "ADDRESS:PORT, or \"\" for none")
        return nil
      }
      var host = String(text[..<colon])
      if host.hasPrefix("[") && host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
      guard host.isEmpty || host == "localhost" || IPAddress(host) != nil else {
        value.refuse(expected: "ADDRESS:PORT, or \"\" for none")
        return nil
      }
      return .some(ListenAddress(host: host, port: port))
    }
  }
}

extension Form where Value == Selector {
  /// A selector over labels.
  static var selector: Form {
    Form { value in
      guard let text = Form<String>.scalar("a selector", { $0 }).read(value) else { return nil }
      do throws(SelectorFault) {
        return try Selector(text)
      } catch {
        value.error("invalid selector: \(error)", mend: error.mend ?? "write for example rack == 'r1' && has(role)")
        return nil
      }
    }
  }
}

extension Form where Value == UInt32 {
  /// Seconds: a number, or a duration of Go as Calico writes it (`120s`, `2m`, `1m30s`).
  static func seconds(_ range: ClosedRange<UInt32>) -> Form {
    scalar("\(range.lowerBound)...\(range.upperBound) seconds as 120s or 2m") { text in
      seconds(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  private static func seconds(_ text: String) -> UInt32? {
    if let number = UInt32(text) { return number }
    var total: UInt32 = 0
    var digits = ""
    for character in text {
      if character.isWholeNumber {
        digits.append(character)
        continue
      }
      guard let number = UInt32(digits), let unit = ["h": 3600, "m": 60, "s": 1][character] as UInt32? else { return nil }
      let (product, overflow) = number.multipliedReportingOverflow(by: unit)
      let (sum, sumOverflow) = total.addingReportingOverflow(product)
      if overflow || sumOverflow { return nil }
      (total, digits) = (sum, "")
    }
    return digits.isEmpty && !text.isEmpty ? total : nil
  }
}
