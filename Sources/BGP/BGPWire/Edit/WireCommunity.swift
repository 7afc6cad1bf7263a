/// A community of any of the three kinds, as a list of them stands in an attribute.
protocol WireCommunity: Equatable {
  /// Reads one, nil at the end.
  init?(_ cursor: inout WireCursor)
  /// Writes one.
  func write(to output: inout AttributeOutput)
}

extension Community: WireCommunity {
  init?(_ cursor: inout WireCursor) {
    guard let number = cursor.readUInt32() else { return nil }
    self.init(rawValue: number)
  }

  func write(to output: inout AttributeOutput) { output.append(rawValue) }
}

extension ExtendedCommunity: WireCommunity {
  init?(_ cursor: inout WireCursor) {
    guard let number = cursor.readUInt64() else { return nil }
    self.init(rawValue: number)
  }

  func write(to output: inout AttributeOutput) { output.append(rawValue) }
}

extension LargeCommunity: WireCommunity {
  init?(_ cursor: inout WireCursor) {
    guard let global = cursor.readUInt32(), let first = cursor.readUInt32(), let second = cursor.readUInt32() else { return nil }
    self.init(global, first, second)
  }

  func write(to output: inout AttributeOutput) {
    output.append(globalAdministrator)
    output.append(localData1)
    output.append(localData2)
  }
}
