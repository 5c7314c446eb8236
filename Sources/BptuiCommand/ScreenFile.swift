import Glibc
import ProgramModel
import Screen

/// `:save-screen`: a frame in a file, as text with a style layer.
enum ScreenFile {
    /// - Parameter replaces: a file that is there already.
    static func write(_ frame: Frame, to path: String, replaces: Bool) throws(CommandFailure) {
        let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (replaces ? O_TRUNC : O_EXCL)
        let descriptor = open(path, flags, 0o666)
        guard descriptor >= 0 else {
            if errno == EEXIST {
                throw failure(path, "it is there already; save-screen! replaces it")
            }
            throw failure(path, FileBytes.reason)
        }
        defer { close(descriptor) }
        let bytes = Array(FrameText.describe(frame, withStyles: true).utf8)
        var at = 0
        while at < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + at, bytes.count - at) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(path, FileBytes.reason) }
            at += count
        }
    }

    private static func failure(_ path: String, _ reason: String) -> CommandFailure {
        CommandFailure(
            ExitStatus.cannotWriteOutput, "the screen cannot be saved to '\(DisplayText.sanitized(path))': \(reason)")
    }
}
