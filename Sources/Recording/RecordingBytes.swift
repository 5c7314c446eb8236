import CRecording
import Glibc

/// The bytes of a recording, wherever they lie.
package protocol RecordingBytes: Sendable {
    var count: UInt64 { get }
    /// - Returns: exactly so many bytes, which the caller knows to be within `count`; nil when they cannot be read.
    func read(at offset: UInt64, count: Int) -> [UInt8]?
}

/// In memory: the parser needs no file.
package struct MemoryBytes: RecordingBytes {
    private let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var count: UInt64 { UInt64(bytes.count) }

    package func read(at offset: UInt64, count: Int) -> [UInt8]? {
        guard let start = Int(exactly: offset), start <= bytes.count, count <= bytes.count - start else { return nil }
        return Array(bytes[start..<start + count])
    }
}

/// A file that stays open as long as anybody reads it.
package final class RecordingFile: Sendable {
    package let descriptor: Int32
    /// As the user named it; nil for one without a name.
    package let path: String?

    private init(descriptor: Int32, path: String?) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// An existing one.
    ///
    /// - Throws: an errno.
    package static func opening(_ path: String) throws(RecordingError) -> RecordingFile {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(errno) }
        let file = RecordingFile(descriptor: descriptor, path: path)
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(errno) }
        // A directory or a pipe has no place to read at.
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRecording }
        return file
    }

    /// Creates or empties one.
    package static func creating(_ path: String) throws(RecordingError) -> RecordingFile {
        let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .unreadable(errno) }
        return RecordingFile(descriptor: descriptor, path: path)
    }

    /// One without a name, which is gone with the process, in a folder for temporary files.
    package static func temporary(in folder: String) throws(RecordingError) -> RecordingFile {
        let descriptor = crec_unnamed_file(folder)
        guard descriptor >= 0 else { throw .unreadable(errno) }
        return RecordingFile(descriptor: descriptor, path: nil)
    }

    package var size: UInt64 {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? UInt64(max(0, status.st_size)) : 0
    }
}

/// The first bytes of a file, which may still be growing.
package struct RecordingFileBytes: RecordingBytes {
    private let file: RecordingFile
    package let count: UInt64

    /// - Parameter count: nil for all that is there now.
    package init(_ file: RecordingFile, count: UInt64? = nil) {
        self.file = file
        self.count = count ?? file.size
    }

    package func read(at offset: UInt64, count: Int) -> [UInt8]? { file.read(at: offset, count: count) }
}

extension RecordingFile {
    package func read(at offset: UInt64, count: Int) -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            while initialized < count, let base = buffer.baseAddress {
                let got = pread(descriptor, base + initialized, count - initialized, off_t(offset) + off_t(initialized))
                if got > 0 {
                    initialized += got
                } else if got == 0 || errno != EINTR {
                    return
                }
            }
        }
        return bytes.count == count ? bytes : nil
    }
}
