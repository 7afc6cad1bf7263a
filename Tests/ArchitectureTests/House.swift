/// What each target may import; the text of DESIGN's table as data.
///
/// A target that is not listed here fails the tests, so that a new room is put in its place before anything moves in.
enum House {
  /// One target.
  struct Room: Sendable {
    /// The folder under the top of the repository.
    let folder: String
    /// The targets of this package that it may import.
    let rooms: Set<String>
    /// The modules from elsewhere that it may import.
    let modules: Set<String>

    init(_ folder: String, _ rooms: Set<String> = [], modules: Set<String> = []) {
      self.folder = folder
      self.rooms = rooms
      self.modules = modules
    }
  }

  /// What a part that does I/O may import from the toolchain.
  static let system: Set<String> = ["Glibc", "Foundation", "FoundationEssentials", "Synchronization"]
  /// SwiftNIO as the control plane needs it.
  static let nio: Set<String> = ["NIOCore", "NIOPosix", "NIOFoundationCompat", "HTTPTypes"]

  /// The targets by name.
  static let rooms: [String: Room] = [
    "NetTypes": Room("Sources/Base/NetTypes"),
    "Diagnostics": Room("Sources/Base/Diagnostics"),
    "BGPWire": Room("Sources/BGP/BGPWire", ["NetTypes"]),
    "BGPSession": Room("Sources/BGP/BGPSession", ["BGPWire", "NetTypes"]),
    "BGPFilters": Room("Sources/BGP/BGPFilters", ["BGPWire", "NetTypes"]),
    "BGPRIB": Room("Sources/BGP/BGPRIB", ["BGPWire", "BGPFilters", "NetTypes", "CLinux"]),
    "BGPSpeaker": Room("Sources/BGP/BGPSpeaker", ["BGPSession", "BGPRIB", "BGPFilters", "BGPWire", "NetTypes", "CLinux"]),
    "BGPTransport": Room(
      "Sources/BGP/BGPTransport", ["BGPSpeaker", "BGPSession", "BGPRIB", "BGPWire", "NetTypes", "CLinux"],
      modules: ["Glibc", "Synchronization"]),
    "Selectors": Room("Sources/Policy/Selectors"),
    "Resources": Room("Sources/Policy/Resources", ["NetTypes", "Diagnostics", "Selectors"]),
    "PolicyEvaluator": Room("Sources/Policy/PolicyEvaluator", ["Resources", "Selectors", "NetTypes"]),
    "PolicyEnforcement": Room("Sources/Policy/PolicyEnforcement", ["PolicyEvaluator", "Resources", "Selectors", "NetTypes"]),
    "Manifests": Room(
      "Sources/Policy/Manifests", ["Resources", "Selectors", "NetTypes", "Diagnostics"], modules: system.union(["Yams"])),
    "KernelRoutes": Room("Sources/Dataplane/KernelRoutes", ["NetTypes", "CLinux"], modules: ["Glibc", "Synchronization"]),
    "Nftables": Room(
      "Sources/Dataplane/Nftables", ["PolicyEnforcement", "PolicyEvaluator", "KernelRoutes", "NetTypes", "CLinux"],
      modules: ["Glibc", "Synchronization"]),
    "StoreAPI": Room("Sources/Stores/StoreAPI", ["Resources"]),
    "StoreSQLite": Room("Sources/Stores/StoreSQLite", ["StoreAPI", "Resources"], modules: system.union(["GRDB"])),
    "ControlAPI": Room("Sources/Control/ControlAPI", ["NetTypes", "Diagnostics"]),
    "ControlServer": Room(
      "Sources/Control/ControlServer", ["ControlAPI", "NetTypes", "Diagnostics"],
      modules: system.union(nio).union(["Hummingbird", "HummingbirdCore", "Logging", "ServiceLifecycle"])),
    "Rendering": Room("Sources/Control/Rendering", ["ControlAPI", "NetTypes", "Diagnostics"], modules: system),
  ]

  /// Targets that stay values and functions: no I/O, no clock, no Foundation, no NIO.
  static let pure = [
    "NetTypes", "Diagnostics", "BGPWire", "BGPSession", "BGPFilters", "BGPRIB", "BGPSpeaker", "Selectors", "Resources", "PolicyEvaluator",
    "PolicyEnforcement",
  ]

  /// Programs compose everything, each file of them.
  static let programs = ["Sources/Programs/apusd", "Sources/Programs/apusctl", "Sources/Programs/apus-probe", "Interop/Bench"]

  /// C targets, which import nothing of Swift.
  static let shims = ["Sources/Base/CLinux"]

  /// What may stand at the top of the repository, besides names that begin with a dot.
  static let top: Set<String> = ["Package.swift", "Package.resolved", "Sources", "Tests", "Conf", "Interop", "README.md", "LICENSE"]
}
