import DebugRegisters
import LinuxTracing
import ProgramModel

/// What `--cpu` watches in the kernel. Pure.
struct KernelPlan {
    struct Watch {
        var expression: KernelExpression
        var event: SystemEvents.Watch

        /// `write 8`, `execute`.
        var kindWords: String {
            switch event.kind {
            case .write: "write \(event.length.byteCount)"
            case .readWrite: "r/w \(event.length.byteCount)"
            case .execute: "execute"
            }
        }
    }

    var watches: [Watch]

    /// The hardware has as many registers.
    static let mostWatches = 4

    init(_ texts: [String], symbols: KernelSymbols) throws(CommandFailure) {
        guard !texts.isEmpty else {
            throw CommandFailure(
                ExitStatus.usage, "--cpu without a program watches the kernel: say what with -w, as in -w jiffies_64")
        }
        guard texts.count <= Self.mostWatches else {
            throw CommandFailure(
                ExitStatus.unavailable,
                "\(texts.count) watches need \(texts.count) debug registers on each processor, and there are 4")
        }
        watches = []
        for text in texts { watches.append(try Self.watch(text, symbols)) }
    }

    private static func watch(_ text: String, _ symbols: KernelSymbols) throws(CommandFailure) -> Watch {
        do throws(ExpressionError) {
            let spec = try WatchSpec(parsing: text)
            try check(spec)
            let expression = try KernelExpression(resolving: spec.expression, in: symbols)
            return Watch(expression: expression, event: try event(spec, expression))
        } catch {
            var failure = RefusalText.failure("watch", text, error)
            if error.message == KernelExpression.hidden { failure.status = ExitStatus.noPermission }
            throw failure
        }
    }

    /// What means something for a program only.
    private static func check(_ spec: WatchSpec) throws(ExpressionError) {
        for (isGiven, name, reason) in [
            (spec.action == .stop, ",stop", "the kernel cannot be stopped at a hit"),
            (spec.slot != nil, "@SLOT", "the kernel chooses the register itself"),
            (spec.mechanism == .ptrace, ",ptrace", "ptrace reaches a program's addresses only"),
            (spec.condition != nil, "if", "a condition is looked at in a program that is traced"),
            (spec.thread != nil, ",thread", "whole processors are watched, whoever runs there"),
            (spec.isOneShot, ",once", "--max-hits 1 ends after the first hit"),
            (spec.changedOnly, ",changed", "the value at each hit is not known"),
            (spec.ignoreCount > 0, ",ignore", "every hit is told"),
            (spec.kind == .read, ":r", "the hardware has no read-only condition — use :rw"),
        ] where isGiven {
            throw ExpressionError("\(name) does not go with an address of the kernel's: \(reason)")
        }
    }

    private static func event(
        _ spec: WatchSpec, _ expression: KernelExpression
    ) throws(ExpressionError) -> SystemEvents.Watch {
        let address = expression.address
        let kind: WatchKind =
            switch spec.kind {
            case .write: .write
            case .readWrite, .read: .readWrite
            case .execute: .execute
            case nil: expression.isFunction ? .execute : .write
            }
        if kind == .execute {
            return SystemEvents.Watch(address: address, length: .one, kind: .execute, every: spec.every)
        }
        let length: WatchLength
        if let wanted = spec.length {
            guard let exact = Int(exactly: wanted).flatMap({ WatchLength(byteCount: $0) }) else {
                throw ExpressionError("a debug register covers 1, 2, 4 or 8 bytes, not \(wanted)")
            }
            guard address % wanted == 0 else {
                throw ExpressionError(
                    "\(NumberText.hexadecimal(address)) is not aligned to \(wanted) bytes, as a debug register needs it"
                )
            }
            length = exact
        } else {
            // As much as one register covers there, and not into what comes after it.
            let room = expression.room ?? 8
            length =
                WatchLength.allCases.last {
                    address % UInt64($0.byteCount) == 0 && UInt64($0.byteCount) <= max(1, room)
                }
                ?? .one
        }
        return SystemEvents.Watch(address: address, length: length, kind: kind, every: spec.every)
    }
}
