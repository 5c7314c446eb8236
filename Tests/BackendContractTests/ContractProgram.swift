/// A program with a known behaviour that every backend can run: for a real one a fixture of Tests/Fixtures with these
/// arguments, for the software one a script that does the same.
///
/// Watched globals: `counter`, `c`, `d` of 8 bytes, `a`, `b` of 4, `pair` of two 4-byte fields. All start as 0.
enum ContractProgram: Hashable, Sendable {
    /// `counter` is set to 1, 2 and 3.
    case threeStores
    /// One store each to `a`, `b`, `c` and `d`, in this order.
    case fourSlots
    /// One 8-byte store covers both fields of `pair`.
    case overlap
    /// So many rounds, each with a store to `counter`, `a`, `d` and the first half of `pair`; every second one stores to `b`
    /// as well, and every fourth to `c`.
    case six(rounds: Int)
    /// 500 stores of the value that `counter` already has.
    case silent
    /// read(2) stores 0x2a into `counter`, and then the program itself 1 into `d` and 7 into `counter`.
    case systemRead
    /// read(2) stores 0x2a into `counter`, and the program ends, or waits for ever.
    case systemReadAtEnd, systemReadAndWait
    /// That many threads, each with that many stores to `counter`; the main thread joins them.
    case threads(count: Int, stores: Int)
    /// A child made by vfork stores to `counter` and exits.
    case vfork
    /// A forked child stores to its copy of `counter`; the parent exits with 0 when the child ended well.
    case fork
    /// posix_spawn of a program that ends well; the parent waits for it and exits with 0.
    case spawn
    /// Stores to `counter` and becomes another program, which stores to its own and ends with 7.
    case exec
    /// Sends itself SIGTRAP.
    case raiseTrap
    /// Sends itself SIGUSR1, handles it and exits with 0.
    case raiseUser
    /// Dies of SIGSEGV.
    case segfault
    case exit(Int32)
    /// Runs for ever.
    case spin
    /// A function whose local becomes 2, 3 and 4 after `ready`, and whose address stands in `place`; `framed` is its
    /// entry, `reuse` that of a function that writes 9 over the stack that it leaves.
    case frames(Frames)

    /// How the frames end.
    enum Frames: String, Hashable, Sendable, CaseIterable {
        /// Two activations in the same place, one after the other.
        case once
        /// It calls itself five times.
        case recursion
        /// It leaves by longjmp after 3, three times from the same call.
        case jump
        /// It leaves by longjmp after 3, and another function has its stack.
        case jumpOther = "jump-other"
        /// It is entered by a jump.
        case tail
        /// Four threads store 100 to the local and call the same function.
        case threads
        /// Its thread ends in it.
        case threadExit = "thread-exit"
        /// It becomes another program, which ends with 7.
        case exec
        /// A child returns from its copy.
        case fork
        /// It stays for ever.
        case spin
    }

    /// The fixture and its arguments.
    var fixture: (name: String, arguments: [String]) {
        switch self {
        case .threeStores: ("fixture-stores", ["three"])
        case .fourSlots: ("fixture-stores", ["four-slots"])
        case .overlap: ("fixture-stores", ["overlap"])
        case .six(let rounds): ("fixture-stores", ["six", "\(rounds)"])
        case .silent: ("fixture-stores", ["silent"])
        case .systemRead: ("fixture-stores", ["read-syscall"])
        case .systemReadAtEnd: ("fixture-stores", ["read-end"])
        case .systemReadAndWait: ("fixture-stores", ["read-wait"])
        case .threads(let count, let stores): ("fixture-threads", ["\(count)", "\(stores)"])
        case .vfork: ("fixture-family", ["vfork"])
        case .fork: ("fixture-family", ["fork"])
        case .spawn: ("fixture-family", ["spawn"])
        case .exec: ("fixture-family", ["exec"])
        case .raiseTrap: ("fixture-signals", ["sigtrap"])
        case .raiseUser: ("fixture-signals", ["usr1"])
        case .segfault: ("fixture-signals", ["segv"])
        case .exit(let code): ("fixture-signals", ["exit", "\(code)"])
        case .spin: ("fixture-spin", [])
        case .frames(.threads): ("fixture-frames", ["threads", "4", "100"])
        case .frames(let way): ("fixture-frames", [way.rawValue])
        }
    }
}
