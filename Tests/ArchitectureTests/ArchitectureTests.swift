import Testing

@Suite("the house")
struct ArchitectureTests {
  @Test("the scanner finds imports however they are written")
  func scanner() {
    let text = "import A\n@testable import B\npublic import C.D\nimport struct E.F\n  import G\n// import H\nlet s = \"import I\"\n"
    #expect(SourceFile(path: "x", text: text).imports.map(\.module) == ["A", "B", "C", "E", "G"])
  }

  @Test("the scanner finds the repository's files")
  func scannerFindsFiles() throws {
    #expect(try SourceTree.files(under: "Sources/Base/NetTypes").contains { $0.path == "Sources/Base/NetTypes/IPPrefix.swift" })
    #expect(try SourceTree.files(under: "Sources/NoSuchFolder").isEmpty)
  }

  @Test("a target imports only what stands above it", arguments: House.rooms.keys.sorted())
  func arrows(target: String) throws {
    let room = try #require(House.rooms[target])
    for file in try SourceTree.files(under: room.folder) {
      for (module, line) in file.imports {
        #expect(room.rooms.union(room.modules).contains(module), "\(file.path):\(line): \(target) may not import \(module)")
      }
    }
  }

  @Test("the arrows make no circle, and only known targets have arrows")
  func order() {
    for (name, room) in House.rooms {
      for other in room.rooms where other != "CLinux" {
        #expect(House.rooms[other] != nil, "\(name) names \(other), which is no target")
        #expect(House.rooms[other]?.rooms.contains(name) != true, "\(name) and \(other) import each other")
      }
    }
  }

  @Test("the pure core has no Foundation, no NIO and no system calls", arguments: House.pure)
  func purity(target: String) throws {
    let room = try #require(House.rooms[target])
    #expect(room.modules.isDisjoint(with: House.system.union(House.nio)), "the table itself lets \(target) do I/O")
    for file in try SourceTree.files(under: room.folder) {
      for (module, line) in file.imports {
        let impure = House.system.contains(module) || module.hasPrefix("NIO") || module.hasPrefix("Foundation")
        #expect(!impure, "\(file.path):\(line): \(target) is pure and may not import \(module)")
      }
    }
  }

  @Test("every folder of sources belongs to a target of the table")
  func noStrangers() throws {
    let known = House.rooms.values.map(\.folder) + House.programs + House.shims
    for file in try SourceTree.files(under: "Sources") {
      #expect(known.contains { file.path.hasPrefix($0 + "/") }, "\(file.path) is in no target of Tests/ArchitectureTests/House.swift")
    }
  }

  @Test("no type has the name of its module")
  func moduleNames() throws {
    for (target, room) in House.rooms {
      for file in try SourceTree.files(under: room.folder) {
        for kind in ["struct", "class", "enum", "actor", "protocol"] {
          #expect(!file.text.contains(" \(kind) \(target) "), "\(file.path): \(kind) \(target) hides its module")
        }
      }
    }
  }

  @Test("a file has 700 lines at most")
  func length() throws {
    for folder in ["Sources", "Tests", "Interop"] {
      for file in try SourceTree.files(under: folder) {
        #expect(file.lines.count <= 701, "\(file.path) has \(file.lines.count) lines; is there more than one room in it?")
      }
    }
  }

  @Test("nothing is left unfinished")
  func finished() throws {
    for folder in ["Sources", "Tests", "Interop"] {
      for file in try SourceTree.files(under: folder) where !file.path.hasPrefix("Tests/ArchitectureTests/") {
        #expect(!file.path.hasSuffix("/Placeholder.swift"), "\(file.path) holds the place of something")
        guard folder == "Sources" else { continue }
        for word in ["TODO", "FIXME", "XXX", "fatalError(", "unimplemented(", "try!", "as!"] {
          #expect(!file.text.contains(word), "\(file.path) contains \(word)")
        }
      }
    }
  }

  @Test("the top of the repository stays as it is")
  func top() throws {
    for name in try SourceTree.names(in: "") where !name.hasPrefix(".") {
      #expect(House.top.contains(name), "\(name) does not belong at the top")
    }
    for name in ["Package.swift", "Sources", "Tests", "Conf", "Interop", "README.md", "LICENSE"] {
      #expect(try SourceTree.names(in: "").contains(name), "\(name) is missing at the top")
    }
  }
}
