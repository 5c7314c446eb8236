import Glibc
import LinuxTracing
import ProgramModel

/// Finds the process of `-p`: by its number, its thread name or its file's name.
enum ProcessFinder {
    /// - Parameter mayAsk: several matches are a question on the terminal; else they are an error that lists them.
    /// - Throws: status 127 when nobody is named so, 64 when several are.
    static func find(_ text: String, mayAsk: Bool) throws(CommandFailure) -> RunningProcess {
        let shown = DisplayText.sanitized(text)
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            guard let pid = Int32(text), pid > 0 else {
                throw CommandFailure(ExitStatus.usage, "-p \(shown): a process has a number from 1 to \(Int32.max)")
            }
            guard ProcessStatus(of: pid) != nil else {
                throw CommandFailure(
                    ExitStatus.notFound, "there is no process \(pid); it may have ended, and ps -e lists those that are"
                )
            }
            return RunningProcess(pid: pid)
        }
        let matches = processes().filter { names(of: $0).contains(text) }.map(RunningProcess.init)
        switch matches.count {
        case 1: return matches[0]
        case 0:
            throw CommandFailure(
                ExitStatus.notFound, "no process is named '\(shown)'; ps -e lists them, and -p takes a number as well")
        default:
            if mayAsk, let choice = try ask(shown, matches) { return choice }
            throw CommandFailure(
                ExitStatus.usage, "\(matches.count) processes are named '\(shown)'; choose one by its number, -p PID",
                excerpt: matches.map { "  " + $0.line }.joined(separator: "\n"))
        }
    }

    /// All but our own.
    private static func processes() -> [Int32] {
        guard let directory = opendir("/proc") else { return [] }
        defer { closedir(directory) }
        var found: [Int32] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let pid = Int32(name), pid != getpid() { found.append(pid) }
        }
        return found.sorted()
    }

    /// Zombies have names, but nothing to attach to.
    private static func names(of pid: Int32) -> [String] {
        guard let status = ProcessStatus(of: pid), status.hasMemory else { return [] }
        return [status.name, RunningProcess.fileName(of: pid)].compactMap(\.self)
    }

    /// nil without a terminal to ask on.
    private static func ask(_ name: String, _ matches: [RunningProcess]) throws(CommandFailure) -> RunningProcess? {
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return nil }
        StandardError.write("\(matches.count) processes are named '\(name)':")
        for (index, process) in matches.enumerated() {
            StandardError.write("  \(index + 1))  " + process.line)
        }
        while true {
            StandardError.prompt("Which one (1-\(matches.count), nothing for none)? ")
            guard let answer = readLine()?.split(separator: " ").first else {
                throw CommandFailure(ExitStatus.usage, "no process was chosen")
            }
            if let number = Int(answer), matches.indices.contains(number - 1) { return matches[number - 1] }
            if let pid = Int32(answer), let match = matches.first(where: { $0.pid == pid }) { return match }
        }
    }
}
