import Resources

/// What a `password` field gives.
enum PasswordReading {
  /// A secret that was read.
  case known(Password)
  /// A Kubernetes secret, which only a store can read.
  case secretReference(String)
}

extension Form where Value == PasswordReading {
  /// `{ file: PATH }` or `{ env: NAME }`; in Calico's manifests also `{ secretKeyRef: … }`. A plain text is refused and not shown.
  static var password: Form {
    let expected = "{ file: PATH } or { env: NAME }"
    return Form { value in
      guard case .mapping = value.node, var fields = FieldReader(value, value.name) else {
        value.refuseSecret(expected: expected)
        return nil
      }
      let path = fields.read("file", .path)
      let variable = fields.read("env", .text)
      let reference = fields.read("secretKeyRef", .secretKeyReference)
      let known = ["file", "env", "secretKeyRef"]
      let unknown = fields.entries.map(\.key.name).filter { !known.contains($0) }
      // A name that is near to none of ours may be the password itself.
      if unknown.contains(where: { NearestName.of($0, among: known) == nil }) {
        value.refuseSecret(expected: expected)
        return nil
      }
      fields.finish()
      if !unknown.isEmpty { return nil }
      let given = known.filter(fields.has)
      if given.count != 1 {
        value.error("expected \(expected), found \(given.isEmpty ? "neither" : given.joined(separator: " and "))")
        return nil
      }
      if let path, let field = fields.value("file") { return fromFile(path, field) }
      if let variable, let field = fields.value("env") { return fromEnvironment(variable, field) }
      return reference.map { .secretReference($0) }
    }
  }

  private static func fromFile(_ path: String, _ field: FieldValue) -> PasswordReading? {
    field.reading.watch(path)
    do throws(FileFailure) {
      var bytes = try field.reading.files.read(path)
      while bytes.last == UInt8(ascii: "\n") || bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
      return checked(String(decoding: bytes, as: UTF8.self), .file(path), field)
    } catch {
      field.error("cannot read the password from \(path): \(error.reason)", mend: "write it there, readable by apusd alone (mode 0600)")
      return nil
    }
  }

  private static func fromEnvironment(_ name: String, _ field: FieldValue) -> PasswordReading? {
    guard let secret = field.reading.files.environment(name) else {
      field.error("the environment variable \(name) is not set", mend: "set it for apusd, or use { file: PATH }")
      return nil
    }
    return checked(secret, .environment(name), field)
  }

  private static func checked(_ secret: String, _ source: Password.Source, _ field: FieldValue) -> PasswordReading? {
    guard (1...Password.maximumLength).contains(secret.utf8.count) else {
      field.error("expected a password of 1...\(Password.maximumLength) bytes, found \(secret.utf8.count)")
      return nil
    }
    return .known(Password(source: source, secret: secret))
  }
}

extension Form where Value == String {
  /// Kubernetes' reference to a key of a secret, as `name/key`.
  fileprivate static var secretKeyReference: Form {
    fields("secretKeyRef") { fields in
      fields.accept("optional")
      let name = fields.require("name", .text, mend: "add the secret's name")
      let key = fields.require("key", .text, mend: "add the key inside the secret")
      return name.flatMap { name in key.map { "\(name)/\($0)" } }
    }
  }
}
