import Resources

extension Form where Value == ObjectSelector {
  /// A Kubernetes LabelSelector: `matchLabels` and `matchExpressions`.
  static func objectSelector(_ context: String) -> Form {
    fields(context) { fields in
      var selector = ObjectSelector()
      fields.read("matchLabels", .matchLabels, into: &selector.labels)
      fields.read("matchExpressions", .rightItems(of: .requirement("\(context).matchExpressions")), into: &selector.expressions)
      return selector
    }
  }
}

extension Form where Value == [String: String] {
  fileprivate static var matchLabels: Form {
    Form { value in
      guard let fields = FieldReader(value, "matchLabels") else { return nil }
      var labels: [String: String] = [:]
      for (key, field) in fields.entries {
        guard Form<String>.labelName.read(key.named("label")) != nil else { continue }
        labels[key.name] = field.isNull ? "" : Form<String>.labelValue.read(field)
      }
      return labels
    }
  }
}

extension Form where Value == ObjectSelector.Expression {
  fileprivate static func requirement(_ context: String) -> Form {
    fields(context) { fields in
      let key = fields.require("key", .labelName, mend: "add key: LABEL")
      let test = fields.require("operator", Form<OperatorWord>.word, mend: "add operator: In, NotIn, Exists or DoesNotExist")
      let values = fields.read("values", .list(of: .labelValue)) ?? []
      guard let key, let test else { return nil }
      let takesValues = test == .isIn || test == .notIn
      if takesValues, fields.value("values")?.items?.isEmpty != false {
        fields.error("operator \(test.rawValue) needs values", mend: "add values: [ VALUE ], or use Exists or DoesNotExist")
      } else if !takesValues, !values.isEmpty {
        fields.value("values")?.error("operator \(test.rawValue) takes no values", mend: "remove them, or use In or NotIn")
      }
      return switch test {
      case .isIn: .isIn(key: key, values: values)
      case .notIn: .notIn(key: key, values: values)
      case .exists: .exists(key: key)
      case .doesNotExist: .doesNotExist(key: key)
      }
    }
  }
}

extension Form where Value == String {
  /// The name of a label, with an optional prefix before a slash.
  fileprivate static var labelName: Form {
    scalar("a label name of letters, digits, '-', '_', '.' and '/'") { text in
      (1...317).contains(text.utf8.count) && text.utf8.allSatisfy { isLabelByte($0) || $0 == UInt8(ascii: "/") } ? text : nil
    }
  }

  /// The value of a label.
  fileprivate static var labelValue: Form {
    scalar("a label value of at most 63 letters, digits, '-', '_' and '.'") { text in
      text.utf8.count <= 63 && text.utf8.allSatisfy(isLabelByte) ? text : nil
    }
  }

  private static func isLabelByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }
  }
}

private enum OperatorWord: String, CaseIterable {
  case isIn = "In"
  case notIn = "NotIn"
  case exists = "Exists"
  case doesNotExist = "DoesNotExist"
}
