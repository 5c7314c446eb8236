import ProgramModel
import Tracing

/// A system call as C writes it: `read(3, buf, 64)`.
enum SystemCallText {
    /// How an argument is written.
    private enum Form: Character {
        /// A descriptor, a pid, a number that may be negative.
        case number = "d"
        /// A size or a count.
        case size = "u"
        /// An address: its name, where it has one.
        case pointer = "p"
        /// Flags and other bits.
        case bits = "x"
    }

    /// The arguments of the calls that fill memory, by name.
    private static let forms: [String: String] = [
        "read": "dpu", "pread64": "dpud", "readv": "dpd", "preadv": "dpdd", "preadv2": "dpddx",
        "process_vm_readv": "dpupux", "recvfrom": "dpuxpp", "recvmsg": "dpx", "recvmmsg": "dpuxp", "getrandom": "pux",
        "stat": "pp", "lstat": "pp", "fstat": "dp", "newfstatat": "dppx", "statx": "dpxxp", "statfs": "pp",
        "fstatfs": "dp", "poll": "pud", "ppoll": "pupp", "select": "dpppp", "pselect6": "dppppp", "epoll_wait": "dpdd",
        "epoll_pwait": "dpddp", "epoll_pwait2": "dpdpp", "ioctl": "dxp", "fcntl": "ddp", "pipe": "p", "pipe2": "px",
        "socketpair": "dddp", "accept": "dpp", "accept4": "dppx", "getsockname": "dpp", "getpeername": "dpp",
        "getsockopt": "dddpp", "wait4": "dpxp", "waitid": "ddpxp", "uname": "p", "getdents": "dpu",
        "getdents64": "dpu", "getcwd": "pu", "readlink": "ppu", "readlinkat": "dppu", "gettimeofday": "pp",
        "clock_gettime": "dp", "clock_getres": "dp", "time": "p", "times": "p", "getrlimit": "dp", "prlimit64": "ddpp",
        "getrusage": "dp", "sysinfo": "p", "nanosleep": "pp", "clock_nanosleep": "dxpp", "rt_sigaction": "dppu",
        "rt_sigprocmask": "dppu", "rt_sigpending": "pu", "rt_sigtimedwait": "pppu", "sigaltstack": "pp",
        "sched_getparam": "dp", "sched_rr_get_interval": "dp", "sched_getaffinity": "dup", "prctl": "dpppp",
        "arch_prctl": "xp", "getxattr": "pppu", "lgetxattr": "pppu", "fgetxattr": "dppu", "listxattr": "ppu",
        "llistxattr": "ppu", "flistxattr": "dpu", "futex": "pxxppx", "io_getevents": "xddpp", "timer_create": "dpp",
        "timer_settime": "dxpp", "timer_gettime": "dp", "timerfd_settime": "dxpp", "timerfd_gettime": "dp",
        "getitimer": "dp", "setitimer": "dpp", "getcpu": "pp", "getgroups": "dp", "getresuid": "ppp",
        "getresgid": "ppp", "clone": "xpppp", "mmap": "puxxdx", "mremap": "puuxp", "madvise": "pud",
        "sendfile": "ddpu", "splice": "dpdpux", "copy_file_range": "dpdpux",
    ]

    /// The arguments that are addresses, for which to ask names.
    static func pointers(of call: SystemCall) -> [UInt64] {
        arguments(of: call).filter { $0.form == .pointer && $0.value != 0 }.map(\.value)
    }

    /// - Parameter names: of what lies at addresses, as far as it is known.
    static func text(of call: SystemCall, names: [UInt64: String]) -> String {
        let words = arguments(of: call).map { word($0.value, $0.form, names) }
        let name = SystemCallNames.name(of: call.number) ?? "syscall \(call.number)"
        return "\(name)(\(words.joined(separator: ", ")))"
    }

    private static func arguments(of call: SystemCall) -> [(value: UInt64, form: Form)] {
        let known = SystemCallNames.name(of: call.number).flatMap { forms[$0] } ?? "xxxxxx"
        return zip(call.arguments, known).map { ($0, Form(rawValue: $1) ?? .bits) }
    }

    private static func word(_ value: UInt64, _ form: Form, _ names: [UInt64: String]) -> String {
        switch form {
        // The kernel takes descriptors and the like as int.
        case .number: "\(Int32(truncatingIfNeeded: value))"
        case .size: "\(value)"
        case .pointer: value == 0 ? "NULL" : names[value].map { DisplayText.sanitized($0) } ?? hexadecimal(value)
        case .bits: hexadecimal(value)
        }
    }

    private static func hexadecimal(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
}
