package import Tracing

/// Which memory a system call fills (section 2 of the manual): a change elsewhere is not its doing.
package enum SystemCallOutput {
    /// One piece of memory that a call fills when it succeeds. Arguments count from 0.
    private enum Piece {
        case bytes(_ argument: Int, Count)
        /// An array of struct iovec, filled up to the call's result.
        case vector(_ argument: Int, count: Int)
        /// A struct msghdr, and what it points to.
        case message(_ argument: Int)
        /// An array of struct mmsghdr, as many as the result says.
        case messages(_ argument: Int)
        /// From the address that is the result on.
        case mapping(count: Int)
    }

    private enum Count {
        case fixed(UInt64)
        /// As many as the result says, of so many bytes each.
        case result(times: UInt64)
        /// As many as an argument says, of so many bytes each.
        case argument(Int, times: UInt64)
        /// As many as the 32-bit number says that an argument points to.
        case pointee(Int)
        /// As the request of ioctl(2) says (asm-generic/ioctl.h); the old ones, which do not, fill less than this.
        case request(Int)
    }

    private static let oldRequestByteCount: UInt64 = 256
    private static let vectorLimit: UInt64 = 1024
    private static let messageByteCount: UInt64 = 56
    private static let messageStride: UInt64 = 64

    /// By number (asm/unistd_64.h).
    private static let table: [UInt64: [Piece]] = [
        0: [.bytes(1, .result(times: 1))],  // read
        4: [.bytes(1, .fixed(144))],  // stat
        5: [.bytes(1, .fixed(144))],  // fstat
        6: [.bytes(1, .fixed(144))],  // lstat
        7: [.bytes(0, .argument(1, times: 8))],  // poll
        9: [.mapping(count: 1)],  // mmap
        13: [.bytes(2, .fixed(32))],  // rt_sigaction
        14: [.bytes(2, .argument(3, times: 1))],  // rt_sigprocmask
        16: [.bytes(2, .request(1))],  // ioctl
        17: [.bytes(1, .result(times: 1))],  // pread64
        19: [.vector(1, count: 2)],  // readv
        22: [.bytes(0, .fixed(8))],  // pipe
        23: [.bytes(1, .fixed(128)), .bytes(2, .fixed(128)), .bytes(3, .fixed(128)), .bytes(4, .fixed(16))],  // select
        25: [.mapping(count: 2)],  // mremap
        28: [.bytes(0, .argument(1, times: 1))],  // madvise
        35: [.bytes(1, .fixed(16))],  // nanosleep
        36: [.bytes(1, .fixed(32))],  // getitimer
        38: [.bytes(2, .fixed(32))],  // setitimer
        40: [.bytes(2, .fixed(8))],  // sendfile
        43: [.bytes(1, .pointee(2)), .bytes(2, .fixed(4))],  // accept
        45: [.bytes(1, .result(times: 1)), .bytes(4, .pointee(5)), .bytes(5, .fixed(4))],  // recvfrom
        47: [.message(1)],  // recvmsg
        51: [.bytes(1, .pointee(2)), .bytes(2, .fixed(4))],  // getsockname
        52: [.bytes(1, .pointee(2)), .bytes(2, .fixed(4))],  // getpeername
        53: [.bytes(3, .fixed(8))],  // socketpair
        55: [.bytes(3, .pointee(4)), .bytes(4, .fixed(4))],  // getsockopt
        56: [.bytes(2, .fixed(4)), .bytes(3, .fixed(4))],  // clone
        61: [.bytes(1, .fixed(4)), .bytes(3, .fixed(144))],  // wait4
        63: [.bytes(0, .fixed(390))],  // uname
        72: [.bytes(2, .fixed(32))],  // fcntl
        78: [.bytes(1, .result(times: 1))],  // getdents
        79: [.bytes(0, .result(times: 1))],  // getcwd
        89: [.bytes(1, .result(times: 1))],  // readlink
        96: [.bytes(0, .fixed(16)), .bytes(1, .fixed(8))],  // gettimeofday
        97: [.bytes(1, .fixed(16))],  // getrlimit
        98: [.bytes(1, .fixed(144))],  // getrusage
        99: [.bytes(0, .fixed(112))],  // sysinfo
        100: [.bytes(0, .fixed(32))],  // times
        115: [.bytes(1, .result(times: 4))],  // getgroups
        118: [.bytes(0, .fixed(4)), .bytes(1, .fixed(4)), .bytes(2, .fixed(4))],  // getresuid
        120: [.bytes(0, .fixed(4)), .bytes(1, .fixed(4)), .bytes(2, .fixed(4))],  // getresgid
        127: [.bytes(0, .argument(1, times: 1))],  // rt_sigpending
        128: [.bytes(1, .fixed(128))],  // rt_sigtimedwait
        131: [.bytes(1, .fixed(24))],  // sigaltstack
        137: [.bytes(1, .fixed(120))],  // statfs
        138: [.bytes(1, .fixed(120))],  // fstatfs
        143: [.bytes(1, .fixed(4))],  // sched_getparam
        148: [.bytes(1, .fixed(16))],  // sched_rr_get_interval
        157: [.bytes(1, .fixed(16))],  // prctl
        158: [.bytes(1, .fixed(8))],  // arch_prctl
        191: [.bytes(2, .result(times: 1))],  // getxattr
        192: [.bytes(2, .result(times: 1))],  // lgetxattr
        193: [.bytes(2, .result(times: 1))],  // fgetxattr
        194: [.bytes(1, .result(times: 1))],  // listxattr
        195: [.bytes(1, .result(times: 1))],  // llistxattr
        196: [.bytes(1, .result(times: 1))],  // flistxattr
        201: [.bytes(0, .fixed(8))],  // time
        202: [.bytes(0, .fixed(4)), .bytes(4, .fixed(4))],  // futex
        204: [.bytes(2, .result(times: 1))],  // sched_getaffinity
        208: [.bytes(3, .result(times: 32))],  // io_getevents
        217: [.bytes(1, .result(times: 1))],  // getdents64
        222: [.bytes(2, .fixed(4))],  // timer_create
        223: [.bytes(3, .fixed(32))],  // timer_settime
        224: [.bytes(1, .fixed(32))],  // timer_gettime
        228: [.bytes(1, .fixed(16))],  // clock_gettime
        229: [.bytes(1, .fixed(16))],  // clock_getres
        230: [.bytes(3, .fixed(16))],  // clock_nanosleep
        232: [.bytes(1, .result(times: 12))],  // epoll_wait
        247: [.bytes(2, .fixed(128)), .bytes(4, .fixed(144))],  // waitid
        262: [.bytes(2, .fixed(144))],  // newfstatat
        267: [.bytes(2, .result(times: 1))],  // readlinkat
        270: [.bytes(1, .fixed(128)), .bytes(2, .fixed(128)), .bytes(3, .fixed(128)), .bytes(4, .fixed(16))],  // pselect6
        271: [.bytes(0, .argument(1, times: 8)), .bytes(2, .fixed(16))],  // ppoll
        275: [.bytes(1, .fixed(8)), .bytes(3, .fixed(8))],  // splice
        281: [.bytes(1, .result(times: 12))],  // epoll_pwait
        286: [.bytes(3, .fixed(32))],  // timerfd_settime
        287: [.bytes(1, .fixed(32))],  // timerfd_gettime
        288: [.bytes(1, .pointee(2)), .bytes(2, .fixed(4))],  // accept4
        293: [.bytes(0, .fixed(8))],  // pipe2
        295: [.vector(1, count: 2)],  // preadv
        299: [.messages(1)],  // recvmmsg
        302: [.bytes(3, .fixed(16))],  // prlimit64
        309: [.bytes(0, .fixed(4)), .bytes(1, .fixed(4))],  // getcpu
        310: [.vector(1, count: 2)],  // process_vm_readv
        318: [.bytes(0, .result(times: 1))],  // getrandom
        326: [.bytes(1, .fixed(8)), .bytes(3, .fixed(8))],  // copy_file_range
        327: [.vector(1, count: 2)],  // preadv2
        332: [.bytes(4, .fixed(256))],  // statx
        441: [.bytes(1, .result(times: 12))],  // epoll_pwait2
    ]

    /// Calls that fill memory when a signal interrupts them: nanosleep and clock_nanosleep say how much was left.
    private static let fillsWhenInterrupted: Set<UInt64> = [35, 230]
    /// EINTR, and what it is before the kernel has decided whether the call is restarted (linux/errno.h).
    private static let interruptions: Set<Int64> = [-4, -512, -513, -514, -516]

    /// The memory that a call filled; empty when it failed, or is not known to fill any.
    ///
    /// - Parameter load: reads the program's memory; nil when it cannot be read.
    package static func ranges(
        of call: SystemCall, load: (_ address: UInt64, _ count: Int) -> [UInt8]?
    ) -> [Range<UInt64>] {
        guard let pieces = table[call.number], call.arguments.count >= 6 else { return [] }
        let isInterrupted = fillsWhenInterrupted.contains(call.number) && interruptions.contains(call.result)
        // Addresses are results as well, and the last page's are errors.
        guard !(-4095 ... -1).contains(call.result) || isInterrupted else { return [] }
        return pieces.flatMap { ranges(of: $0, call, load) }
    }

    private static func ranges(
        of piece: Piece, _ call: SystemCall, _ load: (UInt64, Int) -> [UInt8]?
    ) -> [Range<UInt64>] {
        let result = UInt64(bitPattern: call.result)
        switch piece {
        case .bytes(let argument, let count):
            return range(from: call.arguments[argument], bytes(of: count, call, load))
        case .mapping(let count): return range(from: result, call.arguments[count])
        case .vector(let argument, let count):
            return vector(at: call.arguments[argument], count: call.arguments[count], limit: result, load)
        case .message(let argument): return message(at: call.arguments[argument], limit: result, load)
        case .messages(let argument):
            return (0..<min(result, vectorLimit)).flatMap { index in
                let address = call.arguments[argument] &+ index &* messageStride
                return range(from: address, messageStride) + message(at: address, limit: .max, load)
            }
        }
    }

    private static func bytes(of count: Count, _ call: SystemCall, _ load: (UInt64, Int) -> [UInt8]?) -> UInt64 {
        switch count {
        case .fixed(let count): return count
        case .result(let size):
            return UInt64(bitPattern: call.result).multipliedReportingOverflow(by: size).partialValue
        case .argument(let argument, let size):
            return call.arguments[argument].multipliedReportingOverflow(by: size).partialValue
        case .pointee(let argument): return number(at: call.arguments[argument], 4, load) ?? 0
        case .request(let argument):
            let size = call.arguments[argument] >> 16 & 0x3fff
            return size > 0 ? size : oldRequestByteCount
        }
    }

    private static func vector(
        at address: UInt64, count: UInt64, limit: UInt64, _ load: (UInt64, Int) -> [UInt8]?
    ) -> [Range<UInt64>] {
        var rest = limit
        var ranges: [Range<UInt64>] = []
        for index in 0..<min(count, vectorLimit) where rest > 0 {
            guard let start = number(at: address &+ 16 &* index, 8, load),
                let size = number(at: address &+ 16 &* index &+ 8, 8, load)
            else { break }
            ranges += range(from: start, min(size, rest))
            rest -= min(size, rest)
        }
        return ranges
    }

    /// Fields of struct msghdr (bits/socket.h): name, its length, iovecs, their count, control data, its length, flags.
    private static func message(at address: UInt64, limit: UInt64, _ load: (UInt64, Int) -> [UInt8]?) -> [Range<UInt64>]
    {
        func field(_ offset: UInt64) -> UInt64 { number(at: address &+ offset, 8, load) ?? 0 }
        return range(from: address, messageByteCount) + range(from: field(0), field(8) & 0xffff_ffff)
            + vector(at: field(16), count: field(24), limit: limit, load) + range(from: field(32), field(40))
    }

    private static func range(from start: UInt64, _ count: UInt64) -> [Range<UInt64>] {
        let (end, overflows) = start.addingReportingOverflow(count)
        return start == 0 || count == 0 || overflows ? [] : [start..<end]
    }

    private static func number(at address: UInt64, _ count: Int, _ load: (UInt64, Int) -> [UInt8]?) -> UInt64? {
        load(address, count)?.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
