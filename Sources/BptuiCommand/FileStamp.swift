import Glibc

/// By what a change of a file is noticed.
struct FileStamp: Hashable {
    let path: String
    private let seconds: Int
    private let nanoseconds: Int
    private let size: Int
    private let node: UInt

    /// nil for what is no regular file.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        self.path = path
        (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
        (size, node) = (status.st_size, status.st_ino)
    }
}
