// swift-tools-version:6.0
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    // Every access to a stored property of a class would be checked at run time, a tenth of the time of an export. Debug
    // builds, which the unit tests are, check them.
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

let package = Package(
    name: "pbxctl",
    products: [.executable(name: "pbxctl", targets: ["pbxctl"])],
    targets: [
        .target(name: "CDatabaseClients", linkerSettings: [.linkedLibrary("dl")]),
        .target(name: "PBXKit", dependencies: ["CDatabaseClients"], swiftSettings: strict),
        .executableTarget(
            name: "pbxctl",
            dependencies: ["PBXKit"],
            swiftSettings: strict,
            // 44,000 addresses in the file are relative to where it is loaded; packed, they take a tenth of the room.
            linkerSettings: [.unsafeFlags(["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"])]
        ),
        .testTarget(name: "PBXKitTests", dependencies: ["PBXKit"], exclude: ["Fixtures", "Recordings"], swiftSettings: strict),
        .testTarget(name: "pbxctlTests", dependencies: ["pbxctl", "PBXKit"], swiftSettings: strict),
        .testTarget(name: "EndToEndTests", dependencies: [], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
