import DebugRegisters
import SimulatedTracing

/// `fixture-frames` as scripts.
///
/// The local lies 16 bytes above the stack pointer of a frame of 32; `reuse` has one frame of the same size.
enum FrameScripts {
    typealias Operation = SimulatedInstruction.Operation

    private static let start = LinearAddress(0x401000)
    private static let place = ContractScripts.counter + 0x100

    /// Where the functions stand in the routine.
    private enum Index {
        static let reuse = 0
        static let framed = 4
        static let ready = 7
    }

    private static func word(_ value: UInt64) -> [UInt8] { [UInt8(value)] + [UInt8](repeating: 0, count: 7) }
    private static func local(_ value: UInt64) -> Operation { .storeLocal(offset: 16, word(value)) }

    static func script(of way: ContractProgram.Frames) -> SimulatedProgram {
        let reuse: [Operation] = [.moveStack(by: -32), local(9), .moveStack(by: 32), .return]
        let framed: [Operation] =
            [.moveStack(by: -32), local(1), .publishLocal(offset: 16, at: place), .nothing, local(2), local(3)]
            + ending(of: way) + [local(4), .moveStack(by: 32), .return]
        let main = reuse + framed
        // The first instruction jumps to main over the functions.
        let operations = [.jump(to: main.count + 1, times: nil)] + main.map { shifted($0, by: 1) }
        let routine = operations + body(of: way, at: operations.count)
        func address(_ index: Int) -> LinearAddress { start + UInt64(4 * (index + 1)) }
        return SimulatedProgram(
            path: "/simulated/frames-\(way.rawValue)", main: SimulatedInstruction.routine(at: start, routine),
            memory: [SimulatedMapping(start: .init(0x404000), bytes: .init(repeating: 0, count: 4096))],
            symbols: [
                "framed": address(Index.framed), "ready": address(Index.ready), "reuse": address(Index.reuse),
                "place": place,
            ])
    }

    private static func shifted(_ operation: Operation, by count: Int) -> Operation {
        switch operation {
        case .jump(let target, let times): .jump(to: target + count, times: times)
        case .call(let target, let times): .call(to: target + count, times: times)
        default: operation
        }
    }

    /// What the function does between 3 and 4.
    private static func ending(of way: ContractProgram.Frames) -> [Operation] {
        switch way {
        case .once, .tail: []
        case .recursion: [.call(to: Index.framed, times: 5)]
        // The landing is the instruction before the last two of the routine; see `body`.
        case .jump, .jumpOther: [.unwind(to: 20)]
        case .threads:
            Array(
                repeating: .spawn(
                    SimulatedInstruction.routine(
                        at: .init(0x402000), [.storeThrough(place, word(100)), .endThread])), count: 4) + [.join]
        case .threadExit: [.endThread]
        case .exec: [.execute(path: ContractScripts.afterExec)]
        case .fork: [.fork(child: SimulatedInstruction.routine(at: .init(0x402000), [.exit(7)])), .nothing]
        case .spin: [.add(ContractScripts.counter, .eight, 1), .jump(to: 10, times: nil)]
        }
    }

    /// main, from this index of the routine.
    private static func body(of way: ContractProgram.Frames, at index: Int) -> [Operation] {
        let framed: Operation = .call(to: Index.framed + 1, times: nil)
        let reuse: Operation = .call(to: Index.reuse + 1, times: nil)
        switch way {
        case .once: return [framed, reuse, framed, reuse, .exit(0)]
        case .jump:
            precondition(index == 15)
            return [
                .saveStack, .call(to: Index.framed + 1, times: 3), .nothing, .nothing, .exit(0),
                .jump(to: index + 1, times: 2), reuse, .exit(0),
            ]
        case .jumpOther:
            precondition(index == 15)
            return [.saveStack, framed, .nothing, .nothing, .nothing, reuse, .exit(0)]
        case .threadExit:
            return [.spawn(threadRoutine), .join, .exit(0)]
        default: return [framed, reuse, .exit(0)]
        }
    }

    /// The function in a thread of its own, with the same addresses.
    private static var threadRoutine: [SimulatedInstruction] {
        let framed: [Operation] = [
            .moveStack(by: -32), local(1), .publishLocal(offset: 16, at: place), .nothing, local(2), local(3),
            .endThread,
        ]
        return [SimulatedInstruction(pc: .init(0x402000), .call(to: 1, times: nil))]
            + SimulatedInstruction.routine(at: start + UInt64(4 * (Index.framed + 1)), framed)
    }
}
