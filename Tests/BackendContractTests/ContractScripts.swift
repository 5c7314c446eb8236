import DebugRegisters
import SimulatedTracing

/// The contract's programs as scripts.
enum ContractScripts {
    static let counter = LinearAddress(0x404040)
    /// Where `a` is; `b`, `c` and `d` follow.
    private static let globals = LinearAddress(0x404080)
    static let pair = LinearAddress(0x4040c0)
    static let main = LinearAddress(0x401100)
    static let afterExec = "/simulated/after-exec"

    /// The watched globals and how long they are, as in the fixtures.
    static let variables: [String: (address: LinearAddress, length: WatchLength)] = [
        "counter": (counter, .eight), "a": (globals, .four), "b": (globals + 4, .four), "c": (globals + 8, .eight),
        "d": (globals + 16, .eight), "pair": (pair, .eight),
    ]

    typealias Operation = SimulatedInstruction.Operation

    static let programs: [ContractProgram] =
        [
            .threeStores, .fourSlots, .six(rounds: 4000), .six(rounds: 40), .overlap, .silent, .systemRead,
            .systemReadAtEnd, .systemReadAndWait,
            .threads(count: 8, stores: 250), .vfork, .fork,
            .spawn, .exec, .raiseUser,
            .raiseTrap, .segfault, .exit(0), .exit(7), .spin,
        ] + ContractProgram.Frames.allCases.map(ContractProgram.frames)

    static let all: [SimulatedProgram] =
        programs.map(script(for:)) + [
            // Stores to where the program before it had its counter.
            program(afterExec, [.store(counter, 3), .exit(7)])
        ]

    static func script(for program: ContractProgram) -> SimulatedProgram {
        if case .frames(let way) = program { return FrameScripts.script(of: way) }
        return Self.program("/simulated/\(program)", operations(of: program))
    }

    private static func program(_ path: String, _ operations: [Operation]) -> SimulatedProgram {
        // What comes before main is the loader's.
        let start = SimulatedInstruction.routine(at: .init(0x401000), [.nothing, .nothing])
        return SimulatedProgram(
            path: path, main: start + SimulatedInstruction.routine(at: main, operations.map(shifted)),
            memory: [SimulatedMapping(start: .init(0x404000), bytes: .init(repeating: 0, count: 4096))],
            symbols: variables.mapValues(\.address).merging(["main": main]) { $1 })
    }

    /// Jumps count from the start of the routine, which the loader's two instructions come before.
    private static func shifted(_ operation: Operation) -> Operation {
        if case .jump(let target, let times) = operation { .jump(to: target + 2, times: times) } else { operation }
    }

    private static let systemRead = Operation.kernelStore(counter, [0x2a, 0, 0, 0, 0, 0, 0, 0])

    /// Four rounds a time around the loop, as many stores as the fixture makes.
    private static func six(_ rounds: Int) -> [Operation] {
        let round = ["counter", "a", "d", "pair"].map { name -> Operation in
            let variable = variables[name]!
            return .add(variable.address, name == "pair" ? .four : variable.length, 1)
        }
        let (b, c) = (variables["b"]!, variables["c"]!)
        let four =
            round + round + [.add(b.address, b.length, 2)] + round + round
            + [.add(b.address, b.length, 2), .add(c.address, c.length, 4)]
        return four + [.jump(to: 0, times: rounds / 4 - 1)]
    }

    private static func operations(of program: ContractProgram) -> [Operation] {
        switch program {
        case .threeStores: [.store(counter, 1), .nothing, .store(counter, 2), .nothing, .store(counter, 3), .nothing]
        case .fourSlots:
            ["a", "b", "c", "d"].enumerated().map { index, name in
                .store(variables[name]!.address, UInt64(10 + index), variables[name]!.length)
            }
        case .overlap: [.store(pair, 0x2_0000_0001)]
        case .six(let rounds): six(rounds)
        case .silent: [.store(counter, 0), .jump(to: 0, times: 499)]
        case .systemRead: [systemRead, .nothing, .store(variables["d"]!.address, 1), .store(counter, 7), .nothing]
        case .systemReadAtEnd: [systemRead, .exit(0)]
        case .systemReadAndWait: [systemRead, .spin]
        case .threads(let count, let stores):
            (0..<count).map { n in
                // The very first instruction of a thread stores, so that arming it late is seen.
                .spawn(
                    SimulatedInstruction.routine(
                        at: .init(0x402000 + 0x100 * UInt64(n)),
                        [.add(counter, .eight, 1), .jump(to: 0, times: stores - 1), .endThread]))
            } + [.join, .exit(0)]
        case .vfork:
            [
                .vfork(child: SimulatedInstruction.routine(at: .init(0x402000), [.store(counter, 7), .exit(0)])),
                .nothing,
            ]
        case .fork:
            [
                .store(counter, 1),
                .fork(child: SimulatedInstruction.routine(at: .init(0x402000), [.store(counter, 8), .exit(0)])),
                .nothing,
            ]
        case .spawn:
            [.vfork(child: SimulatedInstruction.routine(at: .init(0x402000), [.execute(path: afterExec)])), .nothing]
        case .exec: [.store(counter, 1), .execute(path: afterExec)]
        case .raiseTrap: [.store(counter, 1), .raise(signal: 5, isHandled: true), .nothing, .exit(0)]
        case .raiseUser: [.raise(signal: 10, isHandled: true), .nothing, .exit(0)]
        case .segfault: [.store(.init(0), 1)]
        case .exit(let code): [.exit(code)]
        case .spin: [.add(counter, .eight, 1), .nothing, .jump(to: 0, times: nil)]
        case .frames: []
        }
    }
}
