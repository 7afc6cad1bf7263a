import Resources

extension Form where Value == NodeIdentity {
  /// `node:`
  static var node: Form {
    fields("node") { fields in
      var node = NodeIdentity(name: "")
      fields.read("name", .name, into: &node.name)
      fields.read("labels", .labels, into: &node.labels)
      return node
    }
  }
}

extension Form where Value == KernelSettings {
  /// `kernel:`
  static var kernel: Form {
    fields("kernel") { fields in
      var kernel = KernelSettings()
      fields.read("export", .truth, into: &kernel.export)
      fields.read("table", .routingTable, into: &kernel.table)
      // 1...4 mark routes of the kernel itself, of boot scripts and of the administrator (rtnetlink(7)).
      fields.read("protocol", .integer(5...255), into: &kernel.routeProtocol)
      return kernel
    }
  }
}

extension Form where Value == UInt32 {
  fileprivate static var routingTable: Form {
    scalar("main or a table number 1...4294967295") { text in
      text == "main" ? KernelSettings.mainTable : UInt32(text).flatMap { $0 == 0 ? nil : $0 }
    }
  }
}

extension Form where Value == PolicySettings {
  /// `policy:`
  static var policy: Form {
    let attribute = Form<UInt8>.fields("policy.identity") { fields in
      // Below are codes that mean something to somebody (IANA's registry).
      fields.read("attribute", .integer(129...255, expected: "129...255, a type code that no standard uses"))
    }
    return fields("policy") { fields in
      var policy = PolicySettings()
      fields.read("enforcement", .word, into: &policy.enforcement)
      fields.read("identity", attribute, into: &policy.identityAttribute)
      if policy.identityAttribute != PolicySettings().identityAttribute { fields.value("identity")?.ineffective("policy.identity") }
      return policy
    }
  }
}

extension Form where Value == StoreSettings {
  /// `store:`
  static var store: Form {
    fields("store") { fields in
      var store = StoreSettings()
      fields.read("sqlite", .path, into: &store.sqlite)
      return store
    }
  }
}

extension Form where Value == APISettings {
  /// `api:`
  static var api: Form {
    fields("api") { fields in
      var api = APISettings()
      fields.read("socket", .socketPath, into: &api.socket)
      fields.read("http", .listenAddress, into: &api.http)
      fields.read("tokenFile", .path, into: &api.tokenFile)
      return api
    }
  }
}

extension Form where Value == String {
  /// The path of a Unix socket, for which the kernel has 108 bytes with the closing zero (unix(7)).
  fileprivate static var socketPath: Form {
    Form { value in
      guard let path = path.read(value) else { return nil }
      if path.utf8.count > 107 {
        value.error("expected a path of at most 107 bytes, found \(path.utf8.count)", mend: "use a shorter one, as /run/apus/apus.sock")
        return nil
      }
      return path
    }
  }
}

extension Form where Value == LogSettings {
  /// `log:`
  static var log: Form {
    fields("log") { fields in
      var log = LogSettings()
      fields.read("level", .word, into: &log.level)
      fields.read("format", .word, into: &log.format)
      return log
    }
  }
}
