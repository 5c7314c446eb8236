import DebugRegisters
import Glibc
import LinuxTracing
import SimulatedTracing
import TestSupport
import Testing
import TracerProcess
import Tracing
import WatchSlots

/// A backend that the contract is checked against, and how it gets the programs of the contract.
///
/// To add one: `.overFixtures("ptrace", capabilities) { try SomeBackend(hitLog: HitLog(capacity: $0)) }` in `all`.
struct BackendUnderTest: Sendable, CustomTestStringConvertible {
    let name: String
    let capabilities: TracingCapabilities
    /// A backend that has launched nothing yet, with a hit log of that capacity.
    let make: @Sendable (_ logCapacity: Int) throws -> any TracingBackend
    let program: @Sendable (ContractProgram) throws -> ProgramUnderTest
    /// Of its watches.
    var mechanism = WatchMechanism.ptrace

    var testDescription: String { name }

    /// The real ones need a machine whose registers fire; without it they are left out, and `HardwareTests` says so.
    static let all: [BackendUnderTest] =
        [simulated, simulatedRemotely] + (Hardware.fires ? [ptrace, ptraceInProcess, perf] : [])

    private static let ptraceCapabilities = TracingCapabilities(
        name: "ptrace", canStop: true, canSingleStep: true, hasStatusRegister: true, hasOldValue: true)

    static let ptrace = overFixtures("ptrace", ptraceCapabilities) { capacity in
        try PtraceBackend(hitLog: HitLog(capacity: capacity))
    }

    static let ptraceInProcess = overFixtures("ptrace through the process boundary", ptraceCapabilities) { capacity in
        try RemoteTracer.spawn(
            executable: try fixtureDirectory() + "bptui", streams: .init(output: 2), capacity: capacity)
    }

    /// A program that ptrace has, its watches seen by perf.
    static let perf: BackendUnderTest = {
        var backend = overFixtures("perf", PerfBackend.perfCapabilities) { capacity in
            try PtraceBackend(hitLog: HitLog(capacity: capacity))
        }
        backend.mechanism = .perf
        return backend
    }()

    /// Perf alone, for programs that run already.
    static let observed: BackendUnderTest = {
        var capabilities = PerfBackend.perfCapabilities
        (capabilities.canSingleStep, capabilities.canLaunch) = (false, false)
        var backend = overFixtures("perf alone", capabilities) { capacity in
            try PerfBackend(hitLog: HitLog(capacity: capacity))
        }
        backend.mechanism = .perf
        return backend
    }()

    /// Those that can leave the program stopped at a hit; the others have nothing to say to the tests of stops.
    static let stopping = all.filter(\.capabilities.canStop)
    /// Those that know the value at each hit, so that a rule can ask for it.
    static let valued = all.filter(\.capabilities.hasNewValue)
    /// Those whose watches of locals end with their frames.
    static let framing = all.filter(\.capabilities.followsFrames)
    /// Those that can watch in one thread alone: perf's events cover every thread.
    static let singling = all.filter { $0.mechanism == .ptrace }
    static let stepping = stopping.filter(\.capabilities.canSingleStep)

    static let simulated = BackendUnderTest(
        name: "simulated",
        capabilities: TracingCapabilities(
            name: "simulated", canStop: true, canSingleStep: true, hasStatusRegister: true, hasOldValue: true),
        make: { simulated(log: HitLog(capacity: $0)) },
        program: scripted)

    /// The same behind the process boundary: a socket and shared memory between it and its owner.
    static let simulatedRemotely = BackendUnderTest(
        name: "simulated through the process boundary", capabilities: simulated.capabilities,
        make: { try HostedTracer.start(logCapacity: $0) { simulated(log: $0) } },
        program: scripted)

    private static func simulated(log: HitLog) -> SimulatedBackend {
        SimulatedBackend(programs: ContractScripts.all, hitLog: log, quantum: 64)
    }

    @Sendable private static func scripted(_ program: ContractProgram) -> ProgramUnderTest {
        let script = ContractScripts.script(for: program)
        return ProgramUnderTest(
            path: script.path, arguments: [script.path],
            resolve: { name, _ in
                guard let address = script.symbols[name] else {
                    throw ELFSymbols.Failure(description: "no symbol \(name)")
                }
                return address.rawValue
            },
            byteCount: { name in
                guard let variable = ContractScripts.variables[name] else {
                    throw ELFSymbols.Failure(description: "no variable \(name)")
                }
                return UInt64(variable.length.byteCount)
            })
    }

    /// A backend that traces the compiled fixtures.
    static func overFixtures(
        _ name: String, _ capabilities: TracingCapabilities,
        make: @escaping @Sendable (_ logCapacity: Int) throws -> any TracingBackend
    ) -> BackendUnderTest {
        BackendUnderTest(
            name: name, capabilities: capabilities, make: make,
            program: { program in
                let (fixture, arguments) = program.fixture
                let path = try fixtureDirectory() + fixture
                let symbols = try ELFSymbols(path: path)
                return ProgramUnderTest(
                    path: path, arguments: [path] + arguments,
                    resolve: { name, pid in try symbols.address(of: name, in: pid) },
                    byteCount: symbols.byteCount(of:))
            })
    }

    /// Fixtures are built beside the test bundle's executable.
    static func fixtureDirectory() throws -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes {
            readlink("/proc/self/exe", $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
        }
        guard count > 0, let slash = buffer[..<count].lastIndex(of: UInt8(ascii: "/")) else {
            throw ELFSymbols.Failure(description: "/proc/self/exe: errno \(errno)")
        }
        return String(decoding: buffer[...slash], as: UTF8.self)
    }
}

/// A program of the contract, as one backend knows it.
struct ProgramUnderTest: Sendable {
    let path: String
    let arguments: [String]
    /// The address of a symbol in a launched process.
    let resolve: @Sendable (_ symbol: String, _ pid: Int32) throws -> UInt64
    /// How long a global is.
    let byteCount: @Sendable (_ symbol: String) throws -> UInt64
}
