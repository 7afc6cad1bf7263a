import BGPWire
import NetTypes
import Testing

@Suite("Editing attribute sets")
struct EditorTests {
  private let base = hex("40 01 01 00 40 02 06 02 01 0000fdea 40 05 04 00000064 c0 08 08 fde90001 fde90002")

  /// Applies edits one after the other, as import and export do.
  private func edit(_ octets: [UInt8], _ changes: ((inout AttributeEdit) -> Void)...) -> [UInt8] {
    var editor = AttributeEditor()
    return octets.withUnsafeBytes { bytes in
      var current = (canonical: bytes, fields: AttributeFields(canonical: bytes))
      for change in changes {
        var edit = AttributeEdit()
        change(&edit)
        current = editor.apply(edit, to: current.canonical, fields: current.fields)
        #expect(current.fields == AttributeFields(canonical: current.canonical))
      }
      return Array(current.canonical)
    }
  }

  @Test("an edit that changes nothing gives the same memory back")
  func nothing() {
    base.withUnsafeBytes { bytes in
      var editor = AttributeEditor()
      let result = editor.apply(AttributeEdit(), to: bytes, fields: AttributeFields(canonical: bytes))
      #expect(result.canonical.baseAddress == bytes.baseAddress)
      #expect(AttributeEdit().isEmpty)
    }
  }

  @Test("numbers are put in front of the path, in a segment of their own when the first is full or of another kind")
  func prepend() {
    #expect(view(edit(base) { $0.prependAS = [65001, 65000] }) { $0.asPath?.description } == "65001 65000 65002")
    let many = [ASNumber](repeating: 65001, count: 255)
    let full = edit(base) { $0.prependAS = many }
    #expect(view(full) { $0.asPath?.segments.map(\.numbers.count) } == [255, 1])
    let confederation = edit(base) { $0.prependConfederationAS = 64512 }
    #expect(view(confederation) { $0.asPath?.description } == "(64512) 65002")
    #expect(view(edit(confederation) { $0.prependConfederationAS = 64513 }) { $0.asPath?.description } == "(64513 64512) 65002")
    let outside = edit(confederation) {
      $0.removeConfederationSegments = true
      $0.prependAS = [65001]
    }
    #expect(view(outside) { $0.asPath?.description } == "65001 65002")
    #expect(view(edit([]) { $0.prependAS = [65001] }) { $0.asPath?.description } == "65001")
  }

  @Test("single values are set, taken out and kept")
  func values() {
    let changed = edit(base) {
      $0.origin = .incomplete
      $0.localPref = .remove
      $0.med = .set(7)
      $0.originatorID = .set(RouterID(0x0A00_0001))
      $0.aigp = .set(12)
      $0.otc = .set(65009)
    }
    let expected =
      "40010102 400206 0201 0000fdea 800404 00000007 c00808 fde90001 fde90002 800904 0a000001 801a0b 01000b 000000000000000c c02304 0000fdf1"
    #expect(text(changed) == expected.filter { $0 != " " })
    let back = edit(changed) {
      $0.origin = .igp
      $0.localPref = .set(100)
      $0.med = .remove
      $0.originatorID = .remove
      $0.aigp = .remove
      $0.otc = .remove
    }
    #expect(back == base)
  }

  @Test("communities of all kinds are added once, and taken out")
  func communities() {
    let more = edit(base) {
      $0.removeCommunities = [Community(65001, 1)]
      $0.addCommunities = [Community(65001, 2), .noExport]
      $0.addLargeCommunities = [LargeCommunity(65001, 1, 2)]
      $0.addExtendedCommunities = [ExtendedCommunity(.routeTarget, as2: 65001, 5), ExtendedCommunity(.valid)]
    }
    #expect(view(more) { $0.communities } == [Community(65001, 2), .noExport])
    #expect(view(more) { $0.largeCommunities.map(\.description) } == ["65001:1:2"])
    #expect(view(more) { $0.extendedCommunities.map(\.description) } == ["rt:65001:5", "ov:valid"])
    #expect(more.withUnsafeBytes { AttributeFields(canonical: $0) }.flags.contains(.noExport))
    let less = edit(more) {
      $0.removeAllCommunities = true
      $0.removeLargeCommunities = [LargeCommunity(65001, 1, 2)]
      $0.removeNonTransitiveExtendedCommunities = true
    }
    #expect(view(less) { $0.octets(of: .communities) == nil && $0.octets(of: .largeCommunities) == nil })
    #expect(view(less) { $0.extendedCommunities.map(\.description) } == ["rt:65001:5"])
  }

  @Test("clusters are put in front, and the list is taken out")
  func clusters() {
    let once = edit(base, { $0.prependCluster = RouterID(1) }, { $0.prependCluster = RouterID(2) })
    #expect(view(once) { $0.clusterList } == [RouterID(2), RouterID(1)])
    #expect(view(once) { $0.hasCluster(RouterID(1)) && !$0.hasCluster(RouterID(3)) })
    #expect(edit(once) { $0.removeClusterList = true } == base)
  }

  @Test("attributes of any type are put in and taken out, in their place")
  func raw() {
    let long = [UInt8](repeating: 7, count: 300)
    let more = edit(base) { $0.set = [.init(AttributeType(255), flags: [.optional, .transitive], value: long)] }
    #expect(more.suffix(304).prefix(4).elementsEqual(hex("d0 ff 012c")))
    #expect(view(more) { $0.unknownAttributes.map(\.value) } == [long])
    #expect(edit(more) { $0.remove = [AttributeType(255)] } == base)
    let early = edit(hex("c0 20 0c 0000fde9 00000001 00000002")) { $0.set = [.init(AttributeType(20), flags: .optional, value: [1])] }
    #expect(early.prefix(4).elementsEqual(hex("80 14 01 01")))
  }

  @Test("questions to a set")
  func questions() {
    let set = edit(base) {
      $0.prependAS = [65002]
      $0.addLargeCommunities = [LargeCommunity(1, 2, 3)]
      $0.addExtendedCommunities = [ExtendedCommunity(.siteOfOrigin, as2: 1, 2)]
    }
    #expect(view(set) { $0.count(of: 65002) } == 2)
    #expect(view(set) { $0.count(of: 65003) } == 0)
    #expect(view(set) { $0.has(Community(65001, 2)) && !$0.has(Community(65001, 3)) })
    #expect(view(set) { $0.has(LargeCommunity(1, 2, 3)) && !$0.has(LargeCommunity(1, 2, 4)) })
    #expect(view(set) { $0.has(ExtendedCommunity(.siteOfOrigin, as2: 1, 2)) && !$0.has(ExtendedCommunity(.routeTarget, as2: 1, 2)) })
  }
}
