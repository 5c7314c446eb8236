import ArgumentParser
import Glibc
import ProgramModel
import Tracing

/// `--stdin`, `--stdout`, `--stderr`: where a launched program's streams come from and go to.
struct StreamOptions: ParsableArguments {
    @Option(
        name: .customLong("stdin"),
        help: ArgumentHelp("The program's standard input comes from a file.", valueName: "file"))
    var input: String?

    @Option(
        name: .customLong("stdout"),
        help: ArgumentHelp("Its standard output goes to a file, which is created or emptied.", valueName: "file"))
    var output: String?

    @Option(
        name: .customLong("stderr"),
        help: ArgumentHelp(
            "Its standard error goes to a file; the same as --stdout's keeps the order.", valueName: "file"))
    var error: String?

    /// As they were given.
    var files: StreamFiles { StreamFiles(input: input, output: output, error: error) }

    /// As the tracer opens them.
    var opened: StreamFiles {
        StreamFiles(input: input.map(Self.path), output: output.map(Self.path), error: error.map(Self.path))
    }

    /// The name of the first that was given.
    var firstName: String? {
        input != nil ? "--stdin" : output != nil ? "--stdout" : error != nil ? "--stderr" : nil
    }

    /// Names as the shell's `<(…)` gives them mean descriptors of ours, which the tracer has not.
    private static func path(_ text: String) -> String {
        let prefix = "/dev/fd/"
        guard text.hasPrefix(prefix), let number = Int32(text.dropFirst(prefix.count)), number > 2 else { return text }
        return "/proc/\(getpid())/fd/\(number)"
    }

    // MARK: What cannot be is said before anything starts

    /// - Throws: for a file that is missing, is a folder or may not be used, with the status of a missing program's kind.
    func check() throws(CommandFailure) {
        if let input { try Self.check(input, "--stdin", Self.problem(reading: input)) }
        if let output { try Self.check(output, "--stdout", Self.problem(writing: output)) }
        if let error { try Self.check(error, "--stderr", Self.problem(writing: error)) }
    }

    private static func check(_ path: String, _ option: String, _ code: Int32?) throws(CommandFailure) {
        guard let code else { return }
        let reads = option == "--stdin"
        let status =
            switch code {
            case _ where !reads: ExitStatus.cannotWriteOutput
            case ENOENT, ENOTDIR: ExitStatus.notFound
            case EACCES, EPERM: ExitStatus.noPermission
            default: ExitStatus.unavailable
            }
        throw CommandFailure(
            status,
            "\(option) \(DisplayText.sanitized(path)): \(String(cString: strerror(code))); "
                + (reads ? "give a file that you may read" : "give a file that you may write or create"))
    }

    private static func problem(reading path: String) -> Int32? {
        isFolder(path) ? EISDIR : access(path, R_OK) == 0 ? nil : errno
    }

    private static func problem(writing path: String) -> Int32? {
        if isFolder(path) || path.hasSuffix("/") { return EISDIR }
        if access(path, W_OK) == 0 { return nil }
        guard errno == ENOENT else { return errno }
        // It is to be created.
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "."
        return access(String(folder), W_OK | X_OK) == 0 ? nil : errno
    }

    private static func isFolder(_ path: String) -> Bool {
        var found = stat()
        return stat(path, &found) == 0 && found.st_mode & S_IFMT == S_IFDIR
    }
}
