import FoundationEssentials
import Subprocess
import SystemPackage
import TestSupport

/// One finished run of the real program.
struct Run {
    var status: Int32
    var output: String
    var error: String

    var objects: [Line] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return output.split(separator: "\n").compactMap { try? decoder.decode(Line.self, from: Data($0.utf8)) }
    }
    var lineCount: Int { output.split(separator: "\n").count }
    var hits: [Line] { objects.filter { $0.type == "hit" } }
    var end: Line? { objects.last { $0.type == "end" } }

    /// Runs bptui and waits for its end; a signal's death is given as 128 + its number.
    static func bptui(_ arguments: String..., environment: [String: String] = [:]) async throws -> Run {
        try await program(BuiltProducts.path("bptui"), arguments, environment: environment)
    }

    static func program(
        _ path: String, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> Run {
        // What the user of this machine has set up must not matter.
        var inherited = Environment.inherit.updating([
            "XDG_CONFIG_HOME": "/nonexistent", "XDG_STATE_HOME": "/nonexistent",
        ])
        for (name, value) in environment {
            inherited = inherited.updating([Environment.Key(stringLiteral: name): value])
        }
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(arguments), environment: inherited,
            output: .string(limit: 64 << 20), error: .string(limit: 1 << 20))
        let status: Int32 =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled(let number): 128 + number
            }
        return Run(status: status, output: result.standardOutput, error: result.standardError)
    }
}

/// A line of batch output; what a line does not have is nil.
struct Line: Decodable {
    var type: String
    var schema: Int?
    var pid: Int32?
    var tid: Int32?
    var n: UInt64?
    var after: UInt64?
    var dr6: String?
    var pc: String?
    var instructionPc: String?
    var instruction: String?
    var unknown: String?
    var function: String?
    var offset: UInt64?
    var file: String?
    var line: Int?
    var expression: String?
    var address: String?
    var length: UInt64?
    var kind: String?
    var condition: String?
    var ignore: UInt64?
    var once: Bool?
    var changed: Bool?
    var reads: Bool?
    var watch: UInt32?
    var code: Int32?
    var signal: Int32?
    var delivered: Bool?
    var reason: String?
    var hits: UInt64?
    var missed: UInt64?
    var bySlot: [UInt64]?
    var notShown: [UInt64]?
    var slot: Int?
    var old: String?
    var new: String?
    var by: String?
    var call: String?
    var slots: Slots?
    var stack: [Frame]?
    var stackProblem: String?

    struct Frame: Decodable {
        var pc: String
        var function: String?
        var file: String?
        var line: Int?
        var inlined: Bool?
        var signal: Bool?
    }

    struct Slot: Decodable {
        var slot: Int
        var watch: UInt32
        var access: String?
        var outcome: String?
        var exact: Bool?
        var old: String?
        var new: String?
        var value: String?
    }

    /// A hit lists objects, a watch lists numbers.
    enum Slots: Decodable {
        case numbers([Int])
        case hits([Slot])
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let numbers = try? container.decode([Int].self) {
                self = .numbers(numbers)
            } else {
                self = .hits(try container.decode([Slot].self))
            }
        }
    }

    /// Of the first slot.
    var access: String? { hitSlots.first?.access }
    var outcome: String? { hitSlots.first?.outcome }
    var value: String? { hitSlots.first?.value }
    var frames: [String] { stack.map { $0.map { $0.function ?? "?" } } ?? [] }

    var hitSlots: [Slot] { if case .hits(let slots)? = slots { slots } else { [] } }
}
