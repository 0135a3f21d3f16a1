// swift-tools-version:6.0
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    // Every access to a stored property of a class would be checked at run time, a tenth of the time of an export. Debug
    // builds, which the unit tests are, check them.
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

let library: [Target] = [
    .target(name: "CDatabaseClients", linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "PBXKit", dependencies: ["CDatabaseClients"], swiftSettings: strict),
]

let program: [Target] = [
    .executableTarget(
        name: "pbxctl",
        dependencies: ["PBXKit"],
        swiftSettings: strict,
        // 44,000 addresses in the file are relative to where it is loaded; packed, they take a tenth of the room. Nothing is
        // exported: the libraries that are loaded would look for each of their own symbols among 6,000 of the program's.
        linkerSettings: [
            .unsafeFlags(["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs", "-Xlinker", "--no-export-dynamic"]),
            .unsafeFlags(["-L", "\(Context.packageDirectory)/.link"], .when(configuration: .release)),
        ]
    ),
    .testTarget(name: "PBXKitTests", dependencies: ["PBXKit"], exclude: ["Fixtures", "Recordings"], swiftSettings: strict),
    .testTarget(name: "pbxctlTests", dependencies: ["pbxctl", "PBXKit"], swiftSettings: strict),
    .testTarget(name: "EndToEndTests", dependencies: [], swiftSettings: strict),
]

// For `Tests/fuzz`: the program becomes a library, and the fuzzer's own main calls its parsers.
let fuzzing: [Target] = [
    .target(name: "pbxctl", dependencies: ["PBXKit"], exclude: ["main.swift"], swiftSettings: strict),
    .executableTarget(
        name: "Fuzz", dependencies: ["PBXKit", "pbxctl"], path: "Tests/Fuzz", swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]),
]
let isFuzzed = Context.environment["PBXCTL_FUZZ"] != nil

let package = Package(
    name: "pbxctl",
    products: [isFuzzed ? .executable(name: "Fuzz", targets: ["Fuzz"]) : .executable(name: "pbxctl", targets: ["pbxctl"])],
    targets: library + (isFuzzed ? fuzzing : program),
    swiftLanguageModes: [.v6]
)
