/// Numbers as the screen writes them.
package enum Numbers {
    /// `12 408`: groups of three with a blank between.
    package static func grouped(_ value: UInt64) -> String {
        let digits = String(value)
        guard digits.utf8.count > 3 else { return digits }
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result.append(" ") }
            result.append(digit)
        }
        return result
    }

    /// `0x` and all sixteen digits of an address.
    package static func address(_ value: UInt64) -> String { "0x" + padded(String(value, radix: 16), 16, with: "0") }

    /// `0x00F90405`: a register as the manuals write it.
    package static func register(_ value: UInt32) -> String {
        "0x" + padded(String(value, radix: 16, uppercase: true), 8, with: "0")
    }

    /// `1.2k/s`: two or three digits that count.
    package static func rate(_ perSecond: Double) -> String {
        let units: [(Double, String)] = [(1e9, "G"), (1e6, "M"), (1e3, "k")]
        for (size, name) in units where perSecond >= size {
            let tenths = Int((perSecond / size * 10).rounded())
            return tenths < 100 ? "\(tenths / 10).\(tenths % 10)\(name)/s" : "\((tenths + 5) / 10)\(name)/s"
        }
        return "\(Int(perSecond.rounded()))/s"
    }

    /// Seconds with six decimals: `3.201911`.
    package static func seconds(_ nanoseconds: UInt64) -> String {
        let microseconds = nanoseconds / 1000
        return "\(microseconds / 1_000_000)." + padded(String(microseconds % 1_000_000), 6, with: "0")
    }

    /// `00:00:12`.
    package static func clock(_ nanoseconds: UInt64) -> String {
        let seconds = nanoseconds / 1_000_000_000
        let parts = [seconds / 3600, seconds / 60 % 60, seconds % 60]
        return parts.map { padded(String($0), 2, with: "0") }.joined(separator: ":")
    }

    /// `1 hit`, `12 hits`.
    package static func count(_ value: UInt64, _ noun: String) -> String {
        "\(grouped(value)) \(noun)\(value == 1 ? "" : "s")"
    }

    static func padded(_ text: String, _ width: Int, with filler: Character = " ") -> String {
        String(repeating: filler, count: max(0, width - text.count)) + text
    }
}
