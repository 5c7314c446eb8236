import Glibc

/// A process as /proc shows it: its memory, read only, and what the kernel told it at its start.
///
/// Reading needs the right to trace the process (ptrace(2), PTRACE_MODE_ATTACH), which its tracer's children and its
/// own ancestors have; nothing here stops it or takes part in tracing.
struct TargetMemory {
    let pid: Int32
    let mode: MachineMode

    init(pid: Int32) {
        self.pid = pid
        mode = MachineMode(pid: pid)
    }

    /// The bytes at an address; nil when they cannot all be read.
    func read(_ address: UInt64, count: Int) -> [UInt8]? {
        let descriptor = open("/proc/\(pid)/mem", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0, let offset = off_t(exactly: address) else {
            if descriptor >= 0 { close(descriptor) }
            return nil
        }
        defer { close(descriptor) }
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = max(0, pread(descriptor, buffer.baseAddress, count, offset))
        }
        return bytes.count == count ? bytes : nil
    }

    func readNumber(_ address: UInt64, byteCount: Int) -> UInt64? {
        guard (1...8).contains(byteCount) else { return nil }
        return read(address, count: byteCount)?.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Where the program's own code starts, AT_ENTRY of the auxiliary vector (getauxval(3)).
    var entry: UInt64? {
        guard let vector = ProcessFile.read("/proc/\(pid)/auxv") else { return nil }
        // Pairs of words.
        let size = mode.wordSize
        return vector.withUnsafeBytes { bytes in
            func word(_ offset: Int) -> UInt64 {
                mode == .bits64
                    ? bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    : UInt64(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            }
            return stride(from: 0, through: bytes.count - 2 * size, by: 2 * size).first {
                word($0) == UInt64(AT_ENTRY)
            }.map { word($0 + size) }
        }
    }

    /// What is mapped now; nil when the process is gone.
    var map: MemoryMap? { ProcessFile.read("/proc/\(pid)/maps").flatMap { MemoryMap($0) } }
}

/// Files whose size is known only once they have been read.
enum ProcessFile {
    /// The whole content; nil when it cannot be read or is larger than 64 MiB.
    static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var content: [UInt8] = []
        while content.count < 64 << 20 {
            let chunk = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, initialized in
                initialized = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
            }
            if chunk.isEmpty { return content.isEmpty ? nil : content }
            content += chunk
        }
        return nil
    }
}
