// swift-tools-version: 6.2
import PackageDescription

// The arrows between targets are those of README's module table; Tests/ArchitectureTests fails on a wrong one.
let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

func library(_ name: String, in folder: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: "Sources/\(folder)/\(name)", swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")

let package = Package(
  name: "apus",
  products: [
    .executable(name: "apusd", targets: ["apusd"]),
    .executable(name: "apusctl", targets: ["apusctl"]),
    .executable(name: "apus-probe", targets: ["apus-probe"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // Base
    library("NetTypes", in: "Base"),
    library("Diagnostics", in: "Base"),
    .target(name: "CLinux", path: "Sources/Base/CLinux"),
    // BGP
    library("BGPWire", in: "BGP", ["NetTypes"]),
    library("BGPSession", in: "BGP", ["BGPWire", "NetTypes"]),
    library("BGPFilters", in: "BGP", ["BGPWire", "NetTypes"]),
    library("BGPRIB", in: "BGP", ["BGPWire", "BGPFilters", "NetTypes", "CLinux"]),
    library("BGPSpeaker", in: "BGP", ["BGPSession", "BGPRIB", "BGPFilters", "BGPWire", "NetTypes", "CLinux"]),
    library("BGPTransport", in: "BGP", ["BGPSpeaker", "BGPSession", "BGPRIB", "BGPWire", "NetTypes", "CLinux"]),
    // Policy
    library("Selectors", in: "Policy"),
    library("Resources", in: "Policy", ["NetTypes", "Diagnostics", "Selectors"]),
    library("PolicyEvaluator", in: "Policy", ["Resources", "Selectors", "NetTypes"]),
    library("PolicyEnforcement", in: "Policy", ["PolicyEvaluator", "Resources", "Selectors", "NetTypes"]),
    library("Manifests", in: "Policy", ["Resources", "Selectors", "NetTypes", "Diagnostics", yams]),
    // Dataplane
    library("KernelRoutes", in: "Dataplane", ["NetTypes", "CLinux"]),
    library("Nftables", in: "Dataplane", ["PolicyEnforcement", "PolicyEvaluator", "KernelRoutes", "NetTypes", "CLinux"]),
    // Stores
    library("StoreAPI", in: "Stores", ["Resources"]),
    library("StoreSQLite", in: "Stores", ["StoreAPI", "Resources", grdb]),
    // Control
    library("ControlAPI", in: "Control", ["NetTypes", "Diagnostics"]),
    library("ControlServer", in: "Control", ["ControlAPI", "NetTypes", hummingbird, logging, lifecycle]),
    library("Rendering", in: "Control", ["ControlAPI", "NetTypes"]),
    // Programs
    .executableTarget(
      name: "apusd",
      dependencies: [
        "NetTypes", "Diagnostics", "CLinux", "BGPWire", "BGPSession", "BGPFilters", "BGPRIB", "BGPSpeaker", "BGPTransport",
        "Selectors", "Resources", "PolicyEvaluator", "PolicyEnforcement", "Manifests", "KernelRoutes", "Nftables", "StoreAPI",
        "StoreSQLite",
        "ControlAPI", "ControlServer", argumentParser, logging, lifecycle,
      ],
      path: "Sources/Programs/apusd", swiftSettings: strict),
    .executableTarget(
      name: "apusctl",
      dependencies: [
        "NetTypes", "Diagnostics", "BGPWire", "Selectors", "Resources", "PolicyEvaluator", "Manifests", "ControlAPI", "Rendering",
        argumentParser, httpClient,
      ],
      path: "Sources/Programs/apusctl", swiftSettings: strict),
    .executableTarget(
      name: "apus-probe", dependencies: ["NetTypes", "CLinux", argumentParser], path: "Sources/Programs/apus-probe", swiftSettings: strict),
    .executableTarget(
      name: "apus-bench",
      dependencies: ["NetTypes", "CLinux", "BGPWire", "BGPFilters", "BGPRIB", "Selectors", "Resources", "PolicyEvaluator"],
      path: "Interop/Bench",
      swiftSettings: strict),
    // Tests
    tests("ArchitectureTests", []),
    tests("NetTypesTests", ["NetTypes"]),
    tests("BGPWireTests", ["BGPWire", "NetTypes"], resources: [.copy("Vectors")]),
    tests("BGPSessionTests", ["BGPSession", "BGPWire", "NetTypes"]),
    tests("BGPFiltersTests", ["BGPFilters", "BGPWire", "NetTypes"]),
    tests("BGPRIBTests", ["BGPRIB", "BGPFilters", "BGPWire", "NetTypes"]),
    tests("BGPSpeakerTests", ["BGPSpeaker", "BGPSession", "BGPRIB", "BGPFilters", "BGPWire", "NetTypes"]),
    tests("KernelRoutesTests", ["KernelRoutes", "NetTypes"]),
    tests("SelectorsTests", ["Selectors"]),
    tests(
      "PolicyEvaluatorTests", ["PolicyEvaluator", "Manifests", "Resources", "Diagnostics", "NetTypes"], resources: [.copy("Cases")]),
    tests("NftablesTests", ["Nftables", "PolicyEnforcement", "PolicyEvaluator", "Resources", "NetTypes"]),
    tests("ManifestsTests", ["Manifests", "Resources", "Diagnostics", "NetTypes"]),
    tests("apus-probeTests", ["apus-probe", "NetTypes", argumentParser]),
    .target(name: "StoreConformance", dependencies: ["StoreAPI"], path: "Tests/StoreConformance", swiftSettings: strict),
    tests("StoreSQLiteTests", ["StoreSQLite", "StoreAPI", "StoreConformance", grdb]),
    tests(
      "apusdTests",
      [
        "apusd", "BGPSession", "BGPSpeaker", "BGPRIB", "BGPFilters", "BGPWire", "KernelRoutes", "PolicyEvaluator", "Manifests", "Resources",
        "StoreAPI",
        "StoreSQLite", "ControlAPI", "Diagnostics", "NetTypes", logging,
      ]),
    tests(
      "ControlTests", ["ControlAPI", "ControlServer", "Rendering", "apusctl", "NetTypes", "Diagnostics", httpClient, logging, lifecycle]),
  ]
)
