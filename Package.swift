// swift-tools-version: 6.2
import PackageDescription

/// What other programs build on: with BPTUI_LIBRARIES_ONLY=1 nothing else is described, so these build and test
/// on a machine that has no ncurses, elfutils or third-party package.
let librariesOnly = Context.environment["BPTUI_LIBRARIES_ONLY"] == "1"

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]
let strictC: [CSetting] = [.treatAllWarnings(as: .error)]

/// A Swift module under Sources/ with the house's settings.
func module(
    _ name: String, _ dependencies: [Target.Dependency], swift: [SwiftSetting] = [], plugins: [Target.PluginUsage] = []
) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict + swift, plugins: plugins)
}

/// A C program under Tests/Fixtures/ that a live test traces. Never under a sanitizer: what it does is not ours to judge,
/// and an instrumented store is another instruction.
func fixture(_ name: String) -> Target {
    .executableTarget(
        name: name, path: "Tests/Fixtures/\(name)",
        cSettings: strictC + [.unsafeFlags(["-O0", "-g", "-pthread", "-fno-sanitize=all"])],
        linkerSettings: [.linkedLibrary("pthread"), .unsafeFlags(["-Xclang-linker", "-fno-sanitize=all"])])
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let fixtures = [
    "fixture-stores", "fixture-threads", "fixture-family", "fixture-signals", "fixture-spin", "fixture-hot",
    "fixture-frames", "fixture-crowd", "fixture-lines", "fixture-places", "fixture-slow-line",
    "fixture-ends",
]
let fixtureDependencies = fixtures.map { Target.Dependency.target(name: $0) }

/// The themes that are compiled in: files of Themes/.
let themes = [
    "tokyo-night", "catppuccin", "dracula", "gruvbox", "nord", "solarized-dark", "solarized-light", "high-contrast",
    "okabe-ito", "deuteranopia", "terminal", "mono",
]

let package = Package(
    name: "bptui",
    products: [
        .library(name: "DebugRegisters", targets: ["DebugRegisters"]),
        .library(name: "HitRules", targets: ["HitRules"]),
        .library(name: "WatchSlots", targets: ["WatchSlots"]),
        .library(name: "Tracing", targets: ["Tracing"]),
        .library(name: "LinuxTracing", targets: ["LinuxTracing"]),
    ],
    targets: [
        module("DebugRegisters", []),
        module("HitRules", []),
        module("WatchSlots", ["DebugRegisters", "HitRules"]),
        module("Tracing", ["WatchSlots", "DebugRegisters", "HitRules"]),
        .target(name: "CLinuxTracing", cSettings: strictC),
        module("LinuxTracing", ["Tracing", "WatchSlots", "DebugRegisters", "HitRules", "CLinuxTracing"]),
        tests("DebugRegistersTests", ["DebugRegisters"]),
        tests("WatchSlotsTests", ["WatchSlots", "DebugRegisters", "HitRules"]),
        tests("TracingTests", ["Tracing", "WatchSlots", "DebugRegisters", "HitRules"]),
        tests(
            "LinuxTracingTests",
            ["LinuxTracing", "Tracing", "WatchSlots", "DebugRegisters", "HitRules"] + fixtureDependencies),
    ] + fixtures.map(fixture)
)

if !librariesOnly {
    package.dependencies += [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ]
    package.products += [
        .executable(name: "bptui", targets: ["bptui"]),
        .executable(name: "bptui-bench", targets: ["bptui-bench"]),
    ]
    let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
    package.targets += [
        // The tracer's side.
        module("SimulatedTracing", ["Tracing", "WatchSlots", "DebugRegisters", "HitRules"]),
        .target(name: "CTracerProcess", cSettings: strictC),
        module("TracerProcess", ["Tracing", "WatchSlots", "DebugRegisters", "HitRules", "CTracerProcess"]),
        // The program's side.
        module("ProgramModel", ["HitRules"]),
        .systemLibrary(
            name: "CElfutils", path: "Sources/CElfutils", pkgConfig: "libdw", providers: [.apt(["libdw-dev"])]),
        .systemLibrary(name: "CZydis", path: "Sources/CZydis", providers: [.apt(["libzydis-dev"])]),
        module("Symbols", ["ProgramModel", "HitRules", "CElfutils", "CZydis"]),
        module("Session", ["Tracing", "WatchSlots", "DebugRegisters", "HitRules", "ProgramModel"]),
        .target(name: "CRecording", cSettings: strictC),
        module(
            "Recording",
            ["Session", "Tracing", "WatchSlots", "DebugRegisters", "HitRules", "ProgramModel", "CRecording"]),
        // The screen's side.
        module("ViewModel", ["Session", "Tracing", "WatchSlots", "DebugRegisters", "HitRules", "ProgramModel"]),
        module(
            "Screen", ["ViewModel", "Session", "Tracing", "WatchSlots", "DebugRegisters", "HitRules", "ProgramModel"]),
        .target(
            name: "Configuration",
            dependencies: ["Screen", "ViewModel", "ProgramModel"],
            resources: themes.map { .embedInCode("../../Themes/\($0).toml") },
            swiftSettings: strict),
        .systemLibrary(name: "CNcurses", path: "Sources/CNcurses", providers: [.apt(["libncursesw5-dev"])]),
        .target(name: "CCurses", dependencies: ["CNcurses"], cSettings: strictC),
        module("CursesTerminal", ["Screen", "ViewModel", "CCurses", "CNcurses"]),
        .target(name: "CHardwareProof", cSettings: strictC),
        module(
            "BptuiCommand",
            [
                "DebugRegisters", "HitRules", "WatchSlots", "Tracing", "LinuxTracing", "TracerProcess", "ProgramModel",
                "Symbols",
                "Session", "Recording", "ViewModel", "Screen", "Configuration", "CursesTerminal", "CTracerProcess",
                "CHardwareProof",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(
            name: "bptui", dependencies: ["BptuiCommand", "bptui-demo"], exclude: ["Manual"], swiftSettings: strict),
        .executableTarget(
            name: "bptui-demo", cSettings: strictC + [.unsafeFlags(["-O0", "-g"])]),
        .target(name: "CBareLoop", cSettings: strictC + [.unsafeFlags(["-O2"])]),
        .executableTarget(
            name: "bptui-bench",
            dependencies: [
                "CBareLoop", "LinuxTracing", "Tracing", "WatchSlots", "DebugRegisters", "HitRules", "Session",
                "Recording", "ViewModel", "bptui", "bptui-bench-target",
            ], swiftSettings: strict),
        .executableTarget(
            name: "bptui-bench-target", cSettings: strictC + [.unsafeFlags(["-O1", "-g", "-pthread"])],
            linkerSettings: [.linkedLibrary("pthread")]),
        // Tests.
        .target(
            name: "TestSupport", dependencies: ["CHardwareProof", "CLinuxTracing", subprocess],
            path: "Tests/TestSupport",
            swiftSettings: strict),
        tests("SimulatedTracingTests", ["SimulatedTracing", "Tracing", "WatchSlots", "DebugRegisters", "HitRules"]),
        tests(
            "BackendContractTests",
            [
                "SimulatedTracing", "LinuxTracing", "TracerProcess", "Tracing", "WatchSlots", "DebugRegisters",
                "HitRules",
                "TestSupport", "bptui",
            ] + fixtureDependencies),
        tests(
            "TracerProcessTests",
            [
                "TracerProcess", "CTracerProcess", "SimulatedTracing", "Tracing", "WatchSlots", "DebugRegisters",
                "HitRules",
                "TestSupport", "bptui",
            ] + fixtureDependencies),
        tests("ProgramModelTests", ["ProgramModel", "HitRules"]),
        .target(name: "CSingleStep", path: "Tests/CSingleStep", cSettings: strictC),
        tests(
            "SymbolsTests", ["Symbols", "ProgramModel", "HitRules", "TestSupport", "CSingleStep"] + fixtureDependencies),
        tests(
            "SessionTests",
            ["Session", "SimulatedTracing", "Tracing", "WatchSlots", "DebugRegisters", "HitRules", "ProgramModel"]),
        tests(
            "RecordingTests",
            [
                "Recording", "Session", "Tracing", "WatchSlots", "DebugRegisters", "HitRules", "ProgramModel",
                "TestSupport",
            ], exclude: ["Old"]),
        tests(
            "ViewModelTests",
            ["ViewModel", "Session", "Tracing", "WatchSlots", "DebugRegisters", "HitRules", "ProgramModel"]),
        tests(
            "ScreenTests",
            [
                "Screen", "Configuration", "ViewModel", "Session", "Tracing", "WatchSlots", "DebugRegisters",
                "HitRules",
                "ProgramModel",
            ], exclude: ["Golden"]),
        .executableTarget(
            name: "terminal-fixture", dependencies: ["CursesTerminal", "Screen", "ViewModel"],
            path: "Tests/Fixtures/terminal-fixture", swiftSettings: strict),
        tests(
            "CursesTerminalTests", ["CursesTerminal", "Screen", "ViewModel", "TestSupport", "terminal-fixture"]),
        tests("ConfigurationTests", ["Configuration", "Screen", "ViewModel"]),
        tests(
            "BptuiTests",
            [
                "BptuiCommand", "ViewModel", "bptui", "bptui-demo", "TestSupport", "Configuration", "Recording",
                "Session",
                "ProgramModel", "Tracing",
                "WatchSlots",
                "DebugRegisters", "HitRules", subprocess,
            ] + fixtureDependencies),
    ]
}
