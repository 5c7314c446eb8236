import Glibc

/// A descriptor that poll finds readable exactly while it was told to be.
final class ReadinessPipe {
    /// The end to poll.
    let descriptor: Int32
    private let writeEnd: Int32
    private var isReady = false

    init() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { preconditionFailure("pipe: errno \(errno)") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        descriptor = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        _ = Glibc.close(descriptor)
        _ = Glibc.close(writeEnd)
    }

    func setReady(_ ready: Bool) {
        guard ready != isReady else { return }
        isReady = ready
        var byte: UInt8 = 0
        if ready { _ = write(writeEnd, &byte, 1) } else { _ = read(descriptor, &byte, 1) }
    }
}
