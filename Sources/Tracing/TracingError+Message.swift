import Glibc
import WatchSlots

extension TracingError: CustomStringConvertible {
    /// One line for people: the operation, the thread, the errno by name, the likely cause and the way out.
    public var description: String { message }

    /// One line for people: the operation, the thread, the errno by name, the likely cause and the way out, such as
    /// `cannot write a debug register of thread 4243: ENOSPC (No space left on device): …`.
    public var message: String {
        let whom = tid > 0 ? "\(operation.link)\(operation.concernsProcess ? "process" : "thread") \(tid)" : ""
        switch reason {
        case .state(let words):
            return "cannot \(operation.words)\(whom): \(words)"
        case .watch(let error):
            return "cannot \(operation.words)\(whom): \(error.message)"
        case .errno(let number):
            let advice = Self.advice(for: number, during: operation).map { ": \($0)" } ?? ""
            return "cannot \(operation.words)\(whom): \(Self.name(ofErrno: number))\(advice)"
        }
    }

    /// Why alone, where the operation and the thread are told beside it: the likely cause and the way out.
    public var cause: String {
        switch reason {
        case .state(let words): words
        case .watch(let error): error.message
        case .errno(let number): Self.advice(for: number, during: operation) ?? Self.name(ofErrno: number)
        }
    }

    /// `ENOSPC (No space left on device)`; a number that has no name here is given as `errno 95`.
    public static func name(ofErrno number: Int32) -> String {
        "\(symbols[number] ?? "errno \(number)") (\(String(cString: strerror(number))))"
    }

    private static let symbols: [Int32: String] = [
        EPERM: "EPERM", ENOENT: "ENOENT", ESRCH: "ESRCH", EINTR: "EINTR", EIO: "EIO", ENXIO: "ENXIO", E2BIG: "E2BIG",
        ENOEXEC: "ENOEXEC", EBADF: "EBADF", ECHILD: "ECHILD", EAGAIN: "EAGAIN", ENOMEM: "ENOMEM", EACCES: "EACCES",
        EFAULT: "EFAULT", EBUSY: "EBUSY", EEXIST: "EEXIST", ENODEV: "ENODEV", ENOTDIR: "ENOTDIR", EISDIR: "EISDIR",
        EINVAL: "EINVAL", ENFILE: "ENFILE", EMFILE: "EMFILE", ENOTTY: "ENOTTY", ETXTBSY: "ETXTBSY", ENOSPC: "ENOSPC",
        ERANGE: "ERANGE", EPIPE: "EPIPE", ENAMETOOLONG: "ENAMETOOLONG", ENOSYS: "ENOSYS", ELOOP: "ELOOP",
        EOVERFLOW: "EOVERFLOW", EOPNOTSUPP: "EOPNOTSUPP", ECONNRESET: "ECONNRESET", ETIMEDOUT: "ETIMEDOUT",
        ECONNREFUSED: "ECONNREFUSED", ELIBBAD: "ELIBBAD",
    ]

    /// The likely cause and the way out, where the two together say which.
    private static func advice(for number: Int32, during operation: Operation) -> String? {
        switch (operation, number) {
        case (.writeDebugRegister, ENOSPC), (.addWatch, ENOSPC), (.modifyWatch, ENOSPC), (.setEnabled, ENOSPC):
            "the processor's slots are in use by somebody else — close other debuggers and perf breakpoints, "
                + "or watch fewer places"
        case (.writeDebugRegister, EINVAL):
            "the kernel refuses the address, kind or length — watch user memory, aligned to the length"
        case (.writeDebugRegister, EIO), (.readDebugRegister, EIO), (.writeDebugRegister, ENODEV):
            "this machine lets nobody use its debug registers — run bptui doctor to see what works here"
        case (.seize, EPERM), (.attach, EPERM):
            "it belongs to another user, has another debugger, or ptrace is restricted — "
                + "see /proc/sys/kernel/yama/ptrace_scope and TracerPid in /proc/PID/status, or run as its owner or root"
        case (.seize, ESRCH), (.attach, ESRCH): "there is no such process — it may have ended"
        case (_, ESRCH): "it has ended, or was killed by somebody else"
        case (.execute, ENOENT):
            "there is no such file, or the interpreter that it names is missing — give the path of an existing program"
        case (.execute, EACCES): "it is not executable, or lies on a noexec mount — try chmod +x"
        case (.execute, ENOEXEC): "it is no ELF program — for a script, give its interpreter"
        case (.execute, E2BIG): "the arguments and the environment are too long — pass fewer"
        case (.execute, ETXTBSY): "somebody is writing to the file — wait for the build to finish"
        case (.execute, ELIBBAD), (.execute, EINVAL): "the ELF file is damaged or for another system — build it again"
        case (.readMemory, EIO), (.readMemory, EFAULT), (.writeMemory, EIO), (.writeMemory, EFAULT):
            "nothing is mapped at the address — check it against /proc/PID/maps"
        case (.openTerminal, EACCES), (.openTerminal, EPERM), (.openTerminal, ENOENT), (.openTerminal, ENXIO):
            "the terminal does not exist or is not yours — give another with --tty"
        case (.openInput, ENOENT), (.openInput, EACCES): "it must be there and readable — put it back, or start anew"
        case (.openOutput, EACCES), (.openErrorOutput, EACCES), (.openOutput, ENOENT), (.openErrorOutput, ENOENT):
            "its folder must be there, and you must be allowed to write it — start anew with another file"
        case (.mapLog, ENOMEM): "there is not enough memory for the hit log — free some, or ask for a smaller log"
        case (.fork, EAGAIN), (.spawnTracer, EAGAIN): "too many processes — see ulimit -u"
        case (.talkToTracer, EPIPE), (.talkToTracer, ECONNRESET), (.talkToTracer, EBADF):
            "the tracer is gone; every register is clear — start again"
        case (_, EMFILE), (_, ENFILE): "too many open files — see ulimit -n"
        case (_, ENOMEM): "there is not enough memory — close something"
        case (_, ENOSYS): "this kernel or sandbox does not have it — see bptui doctor"
        case (_, EPERM): "the kernel or a sandbox forbids it — see bptui doctor"
        default: nil
        }
    }
}

extension TracingError.Operation {
    /// What was tried, as it follows "cannot".
    var words: String {
        switch self {
        case .fork: "create a process"
        case .execute: "execute the program"
        case .seize: "begin to trace"
        case .setOptions: "set the tracing options"
        case .resume: "resume"
        case .interrupt: "interrupt"
        case .singleStep: "step"
        case .readRegisters: "read the registers"
        case .writeRegisters: "write the registers"
        case .readDebugRegister: "read a debug register"
        case .writeDebugRegister: "write a debug register"
        case .readMemory: "read memory"
        case .writeMemory: "write memory"
        case .readSignal: "read the signal"
        case .wait: "wait"
        case .kill: "end the program"
        case .detach: "detach"
        case .openTerminal: "open the terminal"
        case .openInput: "open the file for the program's standard input"
        case .openOutput: "open the file for the program's standard output"
        case .openErrorOutput: "open the file for the program's standard error"
        case .mapLog: "map the hit log"
        case .spawnTracer: "start the tracer"
        case .talkToTracer: "talk to the tracer"
        case .addWatch: "add the watch"
        case .modifyWatch: "change the watch"
        case .setEnabled: "enable or disable the watch"
        case .removeWatch: "remove the watch"
        case .launch: "launch the program"
        case .pause: "pause"
        case .step: "step"
        case .runTo: "run to the address"
        case .attach: "attach"
        }
    }

    /// What links the operation to its thread: `resume thread 7`, `read the registers of thread 7`.
    var link: String {
        switch self {
        case .seize, .resume, .interrupt, .singleStep, .pause, .step: " "
        case .attach: " to "
        case .detach: " from "
        case .wait: " for "
        default: " of "
        }
    }

    /// Whether its number names a process rather than a thread.
    var concernsProcess: Bool {
        switch self {
        case .fork, .execute, .kill, .attach, .launch: true
        default: false
        }
    }
}
