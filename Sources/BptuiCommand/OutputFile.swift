import Glibc

/// Where batch output goes. Writes whole buffers; the first failure is kept and said once.
final class OutputFile {
    private let descriptor: Int32
    private let owns: Bool
    /// errno of the first write that failed.
    private(set) var failure: Int32?
    let name: String

    /// bptui's own standard output.
    init() {
        descriptor = 1
        owns = false
        name = "standard output"
    }

    /// Creates or empties a file.
    init(path: String) throws(CommandFailure) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        owns = true
        name = path
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            throw CommandFailure(
                ExitStatus.cannotWriteOutput, "cannot write '\(path)': \(reason); choose another file with -o")
        }
    }

    deinit { if owns { close(descriptor) } }

    func write(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard failure == nil, let base = bytes.baseAddress else { return }
        var at = 0
        while at < bytes.count {
            let count = Glibc.write(descriptor, base + at, bytes.count - at)
            if count > 0 {
                at += count
            } else if errno == EAGAIN {
                var polled = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&polled, 1, 1000)
            } else if errno != EINTR {
                failure = errno
                return
            }
        }
    }
}
