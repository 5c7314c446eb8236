import Glibc

/// A process's memory as it really is, without what the tracer hides of it.
final class FileHandleMemory {
    private let descriptor: Int32

    init?(pid: Int32) {
        descriptor = open("/proc/\(pid)/mem", O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    func byte(at address: UInt64) -> UInt8? {
        var byte: UInt8 = 0
        return pread(descriptor, &byte, 1, Int(address)) == 1 ? byte : nil
    }
}
