import CTracerProcess
import Glibc
package import Tracing

/// The hit log's memory, mapped by the tracer and the front.
package final class SharedHitLog {
    package let log: HitLog
    /// The memory as a file, to hand to the other process.
    package let descriptor: Int32
    private let memory: UnsafeMutableRawPointer
    private let byteCount: Int

    /// Records that fit: 2 MiB, which is 0.4 s at 80 000 hits a second, drained 60 times a second.
    package static let defaultCapacity = 1 << 15
    package static let mostCapacity = 1 << 26

    /// New memory.
    package convenience init(capacity: Int = defaultCapacity) throws(TracingError) {
        let descriptor = ctp_shared_memory(HitLog.byteCount(capacity: capacity))
        guard descriptor >= 0 else { throw TracingError(.mapLog, .errno(-descriptor)) }
        try self.init(mapping: descriptor, capacity: capacity)
    }

    /// The memory that the other process made. Takes the descriptor over.
    ///
    /// - Throws: `TracingError.mapLog`, also when the memory is smaller than a log of that capacity.
    package init(mapping descriptor: Int32, capacity: Int) throws(TracingError) {
        byteCount = HitLog.byteCount(capacity: capacity)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size >= byteCount else {
            close(descriptor)
            throw TracingError(.mapLog, .errno(EINVAL))
        }
        guard let memory = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), memory != MAP_FAILED
        else {
            let code = errno
            close(descriptor)
            throw TracingError(.mapLog, .errno(code))
        }
        self.memory = memory
        self.descriptor = descriptor
        log = HitLog(memory: memory, capacity: capacity)
    }

    deinit {
        munmap(memory, byteCount)
        close(descriptor)
    }
}
