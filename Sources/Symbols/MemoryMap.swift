/// What a process has mapped, as /proc/PID/maps says (proc_pid_maps(5)).
struct MemoryMap: Equatable {
    /// The paths of files: they change when a library comes or goes.
    private(set) var files: Set<[UInt8]> = []
    /// Where code can run.
    private(set) var code: [Range<UInt64>] = []

    /// Reads lines of the form `start-end rwxp offset device inode path`; nil when there is none.
    init?(_ text: [UInt8]) {
        for line in text.split(separator: UInt8(ascii: "\n")) {
            if let path = line.firstIndex(of: UInt8(ascii: "/")) { files.insert(Array(line[path...])) }
            let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
            guard words.count > 1, words[1].dropFirst(2).first == UInt8(ascii: "x") else { continue }
            let bounds = words[0].split(separator: UInt8(ascii: "-")).compactMap {
                UInt64(String(decoding: $0, as: UTF8.self), radix: 16)
            }
            if bounds.count == 2, bounds[0] < bounds[1] { code.append(bounds[0]..<bounds[1]) }
        }
        if files.isEmpty && code.isEmpty { return nil }
    }

    func hasCode(in range: Range<UInt64>) -> Bool { code.contains { $0.overlaps(range) } }
}
