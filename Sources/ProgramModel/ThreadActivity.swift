/// What the kernel says of one thread at a moment (proc_pid_stat(5)).
package struct ThreadActivity: Hashable, Sendable, Codable {
    package var name: String
    private var letter: UInt8
    /// R running, S sleeping, D waiting, T stopped, t traced, Z ended.
    package var state: Character { Character(UnicodeScalar(letter)) }
    /// Processor time spent, in hundredths of a second (USER_HZ).
    package var ticks: UInt64
    /// The processor that it ran on last.
    package var processor: Int

    package init(name: String, state: Character, ticks: UInt64, processor: Int) {
        self.name = name
        letter = state.asciiValue ?? UInt8(ascii: "?")
        self.ticks = ticks
        self.processor = processor
    }

    /// - Parameter bytes: /proc/PID/task/TID/stat. The name stands in parentheses and may contain any others.
    package init?(parsing bytes: [UInt8]) {
        guard let open = bytes.firstIndex(of: UInt8(ascii: "(")), let close = bytes.lastIndex(of: UInt8(ascii: ")")),
            open < close
        else { return nil }
        let fields = bytes[(close + 1)...].split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
        func number(_ index: Int) -> UInt64 { UInt64(String(decoding: fields[index], as: UTF8.self)) ?? 0 }
        guard fields.count > 36, let letter = fields[0].first else { return nil }
        name = DisplayText.sanitized(bytes: Array(bytes[(open + 1)..<close]))
        self.letter = letter
        // utime and stime are fields 14 and 15 of the file, processor is 39; the state is its third.
        ticks = number(11) &+ number(12)
        processor = Int(truncatingIfNeeded: number(36))
    }
}
