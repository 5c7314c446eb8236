import CLinuxTracing

/// Who has perf events open, which may be breakpoints: the kernel does not tell of which kind they are.
enum SlotHolders {
    /// More are not named.
    private static let most = 3

    /// Looks at the program first, then at everybody whose files we may see.
    static func words(of pid: Int32) -> String {
        let own = eventCount(of: pid)
        if own > 0 { return "the program itself, which has \(own) perf event\(own == 1 ? "" : "s") open" }
        let others = numbers(in: "/proc").filter { $0 != pid && eventCount(of: $0) > 0 }
        guard !others.isEmpty else { return "somebody who cannot be seen from here, such as perf or another debugger" }
        let names = others.prefix(most).map { other in
            ProcessStatus(of: other).map { "\($0.name) (process \(other))" } ?? "process \(other)"
        }
        let more = others.count > most ? " and \(others.count - most) more" : ""
        return names.joined(separator: ", ") + "\(more) with perf events, as it seems"
    }

    private static func eventCount(of pid: Int32) -> Int {
        let directory = "/proc/\(pid)/fd"
        return numbers(in: directory).count { isEvent("\(directory)/\($0)") }
    }

    private static func isEvent(_ link: String) -> Bool {
        var text = [CChar](repeating: 0, count: 64)
        let count = bt_read_link(link, &text, text.count)
        return count > 0
            && String(decoding: text.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
                == "anon_inode:[perf_event]"
    }

    /// The entries of a directory that are numbers over 0.
    private static func numbers(in directory: String) -> [Int32] {
        var found = [Int32](repeating: 0, count: 4096)
        let count = bt_list_directory(directory, &found, Int32(found.count))
        return Array(found.prefix(max(0, Int(count))))
    }
}
