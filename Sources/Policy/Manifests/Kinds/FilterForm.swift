import NetTypes
import Resources

/// The fields of a BGPFilter.
enum FilterForm {
  /// An item of `bgp.filters`: a name and the fields of a spec.
  static var item: Form<Draft<BGPFilterSpec>> {
    Form { value in
      guard var fields = FieldReader(value, "bgp.filters") else { return nil }
      let name = fields.require("name", .name, mend: "add name: NAME")
      return read(name ?? "", &fields)
    }
  }

  /// Reads everything but the name, and reports what is unknown.
  static func read(_ name: String, _ fields: inout FieldReader) -> Draft<BGPFilterSpec> {
    var spec = BGPFilterSpec(name: name)
    fields.read("exportV4", .list(of: rule("exportV4", .ipv4)), into: &spec.exportV4)
    fields.read("importV4", .list(of: rule("importV4", .ipv4)), into: &spec.importV4)
    fields.read("exportV6", .list(of: rule("exportV6", .ipv6)), into: &spec.exportV6)
    fields.read("importV6", .list(of: rule("importV6", .ipv6)), into: &spec.importV6)
    fields.finish()
    return Draft(spec: spec, fields: fields)
  }

  private static func rule(_ context: String, _ family: AddressFamily) -> Form<BGPFilterRule> {
    .fields(context) { fields in
      var rule = BGPFilterRule(action: .reject)
      fields.require("action", .word, mend: "add action: Accept or action: Reject").map { rule.action = $0 }
      prefix(&fields, &rule, family)
      fields.read("source", .word, into: &rule.source)
      fields.read("interface", .interfacePattern, into: &rule.interface)
      fields.read("peerType", .word, into: &rule.peerType)
      fields.read("communities", .communityMatch, into: &rule.communities)
      fields.read("asPathPrefix", .list(of: .asNumber), into: &rule.asPathPrefix)
      fields.read("priority", .integer(1...2_147_483_646), into: &rule.priority)
      fields.read("operations", .list(of: .operation), into: &rule.operations)
      if rule.action == .reject, fields.value("action") != nil, let operations = fields.value("operations") {
        operations.error("a rejected route is not changed", mend: "remove operations, or use action: Accept")
      }
      return rule
    }
  }

  private static func prefix(_ fields: inout FieldReader, _ rule: inout BGPFilterRule, _ family: AddressFamily) {
    fields.read("cidr", .prefix(of: family), into: &rule.cidr)
    fields.read("matchOperator", .word, into: &rule.matchOperator)
    let width = UInt8(family.bitWidth)
    let bounds = fields.read("prefixLength", .bounds(width))
    if let cidr = fields.value("cidr"), !fields.has("matchOperator") {
      cidr.error("needs a matchOperator", mend: "add matchOperator: In, Equal, NotIn or NotEqual")
    }
    for name in ["matchOperator", "prefixLength"] where fields.has(name) && !fields.has("cidr") {
      fields.value(name)?.error("needs a cidr", mend: "add cidr: PREFIX, or remove \(name)")
    }
    guard let cidr = rule.cidr, let bounds, let field = fields.value("prefixLength") else { return }
    let (low, high) = (bounds.min ?? cidr.length, bounds.max ?? width)
    if low > high {
      field.error("no prefix is at least /\(low) and at most /\(high) long", mend: "give min <= max")
      return
    }
    rule.prefixLength = low...high
  }
}

/// The two ends of `prefixLength`.
private struct LengthBounds {
  var min: UInt8?
  var max: UInt8?
}

extension Form where Value == LengthBounds {
  fileprivate static func bounds(_ width: UInt8) -> Form {
    fields("prefixLength") { fields in
      let bounds = LengthBounds(min: fields.read("min", .integer(0...width)), max: fields.read("max", .integer(0...width)))
      // With one end wrong, nothing can be said of the two together.
      let isRead = fields.has("min") == (bounds.min != nil) && fields.has("max") == (bounds.max != nil)
      return isRead ? bounds : nil
    }
  }
}

extension Form where Value == [CommunityValue] {
  fileprivate static var communityMatch: Form {
    fields("communities") { fields in
      fields.require("values", Form.list(of: .community, atLeast: 1), mend: "add values: [ \"64512:1\" ]")
    }
  }
}

extension Form where Value == String {
  /// An interface name that may end in `*`.
  fileprivate static var interfacePattern: Form {
    scalar("an interface name of at most 15 characters, which may end in *") { text in
      let stem = text.hasSuffix("*") ? text.dropLast() : text[...]
      let isName = text.utf8.count <= 15 && !text.isEmpty && !stem.contains { "*?[]/".contains($0) || $0.isWhitespace }
      return isName ? text : nil
    }
  }
}

extension Form where Value == BGPFilterOperation {
  fileprivate static var operation: Form {
    Form { value in
      guard var fields = FieldReader(value, "operations") else { return nil }
      let operations = [
        fields.read("addCommunity", .fields("addCommunity") { $0.require("value", .community, mend: "add value: \"64512:1\"") })
          .map(BGPFilterOperation.addCommunity),
        fields.read(
          "prependASPath",
          .fields("prependASPath") { $0.require("prefix", .list(of: .asNumber, atLeast: 1), mend: "add prefix: [ 64512 ]") }
        )
        .map(BGPFilterOperation.prependASPath),
        fields.read("setPriority", .fields("setPriority") { $0.require("value", .integer(1...2_147_483_646), mend: "add value: NUMBER") })
          .map(BGPFilterOperation.setPriority),
      ]
      fields.finish()
      let given = ["addCommunity", "prependASPath", "setPriority"].filter(fields.has)
      if given.count != 1 {
        value.error("expected exactly one of addCommunity, prependASPath and setPriority, found \(given.count)")
        return nil
      }
      return operations.compactMap(\.self).first
    }
  }
}
