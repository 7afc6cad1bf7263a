import NetTypes

extension WorkloadEntry {
  /// The `why` of addresses, of which each is advertised (nil) or not, for a reason. What holds for all of them is said once.
  public static func why(_ addresses: [(address: IPAddress, obstacle: String?)]) -> String {
    var reasons: [(text: String, addresses: [IPAddress])] = []
    for (address, obstacle) in addresses {
      guard let obstacle else { continue }
      if let known = reasons.firstIndex(where: { $0.text == obstacle }) {
        reasons[known].addresses.append(address)
      } else {
        reasons.append((obstacle, [address]))
      }
    }
    let advertised = addresses.filter { $0.obstacle == nil }.map(\.address)
    if reasons.isEmpty { return "advertised" }
    if advertised.isEmpty && reasons.count == 1 { return reasons[0].text }
    let parts = reasons.map { reason in
      // Some reasons name the address themselves.
      reason.addresses.count == 1 && reason.text.contains("\(reason.addresses[0])")
        ? reason.text : "\(list(reason.addresses)): \(reason.text)"
    }
    return (parts + (advertised.isEmpty ? [] : ["\(list(advertised)): advertised"])).joined(separator: "; ")
  }

  private static func list(_ addresses: [IPAddress]) -> String { addresses.map(\.description).joined(separator: ", ") }
}
