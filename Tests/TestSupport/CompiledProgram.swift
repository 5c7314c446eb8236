package import Glibc

/// A C or C++ compiler of this machine.
package struct Compiler: Sendable, CustomStringConvertible {
    package var name: String
    /// nil when it is not installed.
    package var path: String?

    package init(_ name: String) {
        self.name = name
        let folders = getenv("PATH").map { String(cString: $0) }?.split(separator: ":").map(String.init) ?? []
        path = folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    package static let gcc = Compiler("gcc")
    package static let clang = Compiler("clang")
    package static let gccForCPlusPlus = Compiler("g++")
    package static let clangForCPlusPlus = Compiler("clang++")

    package var isInstalled: Bool { path != nil }
    package var description: String { name }
}

/// A failed step of building or starting a program for a test.
package struct CompiledProgramError: Error, CustomStringConvertible {
    package var description: String

    package init(description: String) { self.description = description }
}

/// A program compiled for one test, in a folder of its own that goes away with it.
package final class CompiledProgram {
    /// The folder with the sources and whatever else a test puts there.
    package let folder: String
    /// The program.
    package var path: String { folder + "/program" }

    package init() throws {
        var template = Array("/tmp/bptui-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw CompiledProgramError(description: "mkdtemp: errno \(errno)") }
        folder = String(cString: made)
    }

    /// Compiles one source to the program.
    package convenience init(_ source: String, named file: String = "program.c", compiler: Compiler, flags: [String])
        throws
    {
        try self.init()
        try write(source, to: file)
        try run(compiler, flags + [file, "-o", "program"])
    }

    deinit {
        // Only files that a test made, one level deep.
        if let directory = opendir(folder) {
            while let entry = readdir(directory) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                unlink(folder + "/" + name)
            }
            closedir(directory)
        }
        rmdir(folder)
    }

    package func write(_ text: String, to file: String) throws {
        guard let stream = fopen(folder + "/" + file, "w") else {
            throw CompiledProgramError(description: "\(file): errno \(errno)")
        }
        fputs(text, stream)
        fclose(stream)
    }

    /// Runs a tool in the folder and waits for its end.
    package func run(_ tool: Compiler, _ arguments: [String]) throws {
        guard let path = tool.path else { throw CompiledProgramError(description: "\(tool.name) is not installed") }
        let child = try RunningProgram(path, arguments: arguments, folder: folder)
        _ = child.readAll()
        let status = child.waitForEnd()
        guard status == 0 else {
            throw CompiledProgramError(
                description: "\(tool.name) \(arguments.joined(separator: " ")) ended with status \(status)")
        }
    }

    /// Starts the program; `arguments` without the program's own name.
    package func start(_ arguments: [String] = []) throws -> RunningProgram {
        try RunningProgram(path, arguments: arguments, folder: folder)
    }
}

/// A child of the test. It has a pipe as its input, which closes when the test ends in whatever way: a program that
/// waits for its input is never left behind.
package final class RunningProgram {
    package let pid: pid_t
    private let input: Int32
    private let output: UnsafeMutablePointer<FILE>
    private var hasEnded = false

    package init(_ path: String, arguments: [String], folder: String) throws {
        // Not pipes: only sockets are made with close-on-exec in one step, and a second child that inherited an end
        // would keep the first one alive.
        let (childInput, input) = try Self.connection()
        let (childOutput, output) = try Self.connection()
        defer {
            close(childInput)
            close(childOutput)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, childInput, 0)
        posix_spawn_file_actions_adddup2(&actions, childOutput, 1)
        let words = ["sh", "-c", "cd \"$0\" && exec \"$@\"", folder, path] + arguments
        let list = words.map { strdup($0) }
        defer { list.forEach { free($0) } }
        var pid: pid_t = 0
        let failure = posix_spawn(&pid, "/bin/sh", &actions, nil, list + [nil], environ)
        self.input = input
        self.output = fdopen(output, "r")
        self.pid = pid
        guard failure == 0 else {
            hasEnded = true
            throw CompiledProgramError(description: "\(path): errno \(failure)")
        }
    }

    deinit {
        if !hasEnded {
            kill(pid, SIGKILL)
            _ = waitForEnd()
        }
        close(input)
        fclose(output)
    }

    private static func connection() throws -> (Int32, Int32) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw CompiledProgramError(description: "socketpair: errno \(errno)")
        }
        return (ends[0], ends[1])
    }

    /// The next line of the output without its end; nil after the last.
    package func readLine() -> String? {
        var buffer: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(buffer) }
        let count = getline(&buffer, &capacity, output)
        guard count > 0, let buffer else { return nil }
        let line = String(cString: buffer)
        return line.hasSuffix("\n") ? String(line.dropLast()) : line
    }

    /// The lines before one that says `ready`.
    package func readUntilReady() throws -> [String] {
        var lines: [String] = []
        while let line = readLine() {
            if line == "ready" { return lines }
            lines.append(line)
        }
        throw CompiledProgramError(description: "the program ended before it was ready")
    }

    package func readAll() -> [String] {
        var lines: [String] = []
        while let line = readLine() { lines.append(line) }
        return lines
    }

    /// Lets a program that waits for a line go on.
    package func sendLine() {
        _ = write(input, "\n", 1)
    }

    /// The status of waitpid(2).
    package func waitForEnd() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        hasEnded = true
        return status
    }
}
