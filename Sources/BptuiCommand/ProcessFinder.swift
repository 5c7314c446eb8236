import Glibc
import LinuxTracing
import ProgramModel
import ViewModel

/// Finds the process of `-p`: by its number, its thread name or its file's name.
enum ProcessFinder {
    /// - Parameter screen: several matches are a list on it to choose from; without one they are an error that lists them.
    /// - Throws: status 127 when nobody is named so, 64 when several are.
    static func find(_ text: String, asking screen: ScreenOptions?) throws(CommandFailure) -> RunningProcess {
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
        let matches = matches(text)
        switch matches.count {
        case 1: return RunningProcess(pid: matches[0].pid)
        case 0:
            throw CommandFailure(
                ExitStatus.notFound, "no process is named '\(shown)'; ps -e lists them, and -p takes a number as well")
        default:
            if let screen, let pid = try ProcessPickerRun(name: text, screen: screen).run(matches) {
                return RunningProcess(pid: pid)
            }
            throw CommandFailure(
                ExitStatus.usage, "\(matches.count) processes are named '\(shown)'; choose one by its number, -p PID",
                excerpt: lines(matches).joined(separator: "\n"))
        }
    }

    /// Those that are named so now.
    static func matches(_ name: String) -> [ProcessEntry] {
        processes().filter { names(of: $0).contains(name) }.map(ProcessEntry.init(pid:))
    }

    /// What completion offers: every process with something to attach to.
    static func completions() -> [(pid: Int32, name: String)] {
        processes().compactMap { pid in names(of: pid).first.map { (pid, $0) } }
    }

    /// One line a process, for people.
    private static func lines(_ entries: [ProcessEntry]) -> [String] {
        let text = PlainText(isUnicode: LocaleCharset.isUnicode)
        return entries.map { entry in
            let threads = "\(entry.threadCount) thread\(entry.threadCount == 1 ? "" : "s")"
            let facts = [text.name(entry.user, most: 16), entry.stateWord, threads, entry.ageWords]
            return "  \(entry.pid)  " + facts.filter { !$0.isEmpty }.joined(separator: ", ") + "  "
                + text.name(entry.command, most: 60)
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
}
