import Resources

/// How the value of a field is written: reads it, or says what was expected and gives nil.
struct Form<Value> {
  let read: (FieldValue) -> Value?

  /// A form of a scalar that `parse` understands.
  static func scalar(_ expected: String, _ parse: @escaping (String) -> Value?) -> Form {
    Form { value in
      guard let text = value.text, let parsed = parse(text) else {
        value.refuse(expected: expected)
        return nil
      }
      return parsed
    }
  }

  /// The same text with another meaning.
  func map<Other>(_ transform: @escaping (Value) -> Other?) -> Form<Other> {
    Form<Other> { value in self.read(value).flatMap(transform) }
  }
}

extension Form {
  /// A list of such values; what is wrong in one item does not hide the others.
  static func list<Item>(of item: Form<Item>, atLeast minimum: Int = 0) -> Form where Value == [Item] {
    Form { value in
      guard let items = value.items else {
        value.refuse(expected: "a list")
        return nil
      }
      if items.count < minimum {
        value.error("expected at least \(minimum == 1 ? "one item" : "\(minimum) items"), found an empty list")
        return nil
      }
      let read = items.map(item.read)
      return read.contains { $0 == nil } ? nil : read.compactMap(\.self)
    }
  }

  /// A list of which the wrong items are left out, so that the right ones can still be checked against each other.
  static func rightItems<Item>(of item: Form<Item>) -> Form where Value == [Item] {
    Form { value in
      guard let items = value.items else {
        value.refuse(expected: "a list")
        return nil
      }
      return items.compactMap(item.read)
    }
  }

  /// A mapping whose fields `body` reads; unknown ones are reported.
  static func fields(_ context: String, _ body: @escaping (inout FieldReader) -> Value?) -> Form {
    Form { value in
      guard var fields = FieldReader(value, context) else { return nil }
      let result = body(&fields)
      fields.finish()
      return result
    }
  }

  /// `false` for nothing, `true` for the defaults, or a mapping with fields.
  static func toggle<Settings>(_ defaults: Settings, _ form: Form<Settings>, expected: String) -> Form where Value == Settings? {
    Form { value in
      if case .mapping = value.node { return form.read(value).map { .some($0) } }
      guard value.isPlain, let text = value.text, let isOn = Bool(text) else {
        value.refuse(expected: expected)
        return nil
      }
      return .some(isOn ? defaults : nil)
    }
  }
}

extension Form where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  /// One of the words of an enumeration.
  static var word: Form {
    let words = Value.allCases.map(\.rawValue)
    let expected = words.dropLast().joined(separator: ", ") + (words.count > 1 ? " or " : "") + (words.last ?? "")
    return Form { value in
      guard let text = value.text, let parsed = Value(rawValue: text) else {
        let nearest = value.text.flatMap { NearestName.of($0, among: words) }
        value.refuse(expected: expected, mend: nearest.map { "did you mean \($0)?" })
        return nil
      }
      return parsed
    }
  }
}

extension Form where Value: FixedWidthInteger {
  /// A decimal number without quotes.
  static func integer(_ range: ClosedRange<Value>, expected: String? = nil) -> Form {
    Form { value in
      guard value.isPlain, let text = value.text, let number = Value(text), range.contains(number), text.first != "+" else {
        let isQuoted = !value.isPlain && value.text.flatMap { Value($0) }.map(range.contains) == true
        value.refuse(
          expected: expected ?? "\(range.lowerBound)...\(range.upperBound)", mend: isQuoted ? "write the number without quotes" : nil)
        return nil
      }
      return number
    }
  }
}

extension Form where Value == Bool {
  /// `true` or `false`.
  static var truth: Form {
    Form { value in
      guard value.isPlain, let text = value.text, let parsed = Bool(text) else {
        let meant = ["yes": true, "on": true, "no": false, "off": false][value.text?.lowercased() ?? ""]
        value.refuse(expected: "true or false", mend: meant.map { "did you mean \($0)?" })
        return nil
      }
      return parsed
    }
  }
}

extension Form where Value == String {
  /// Any text that is not empty.
  static var text: Form { scalar("a text") { $0.isEmpty ? nil : $0 } }

  /// A name: letters, digits, `-`, `_`, `.` and `/`.
  static var name: Form {
    scalar("a name of letters, digits, '-', '_' and '.'") { text in
      let isName = text.unicodeScalars.allSatisfy { scalar in
        scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil || "-_.".unicodeScalars.contains(scalar))
      }
      return isName && (1...253).contains(text.count) ? text : nil
    }
  }

  /// The name of a network interface.
  static var interfaceName: Form {
    let rule = WorkloadRule<String>.interface
    return scalar(rule.expected) { rule.accepts($0) ? $0 : nil }
  }

  /// A path; a relative one starts at the folder of the file that it stands in.
  static var path: Form {
    Form { value in text.read(value).map { FilePattern.join(value.folder, $0) } }
  }
}

extension Form where Value == [String: String] {
  /// Labels: a mapping of texts.
  static var labels: Form {
    Form { value in
      guard let fields = FieldReader(value, "labels") else { return nil }
      var labels: [String: String] = [:]
      for (key, field) in fields.entries {
        guard let text = field.text ?? (field.isNull ? "" : nil) else {
          field.refuse(expected: "a text")
          continue
        }
        labels[key.name] = text
      }
      return labels
    }
  }
}
