import Screen

extension FrameText {
    /// The lines that differ.
    static func difference(_ text: String, _ expected: String) -> String {
        let (new, old) = (text.split(separator: "\n"), expected.split(separator: "\n"))
        var lines: [String] = []
        for index in 0..<max(new.count, old.count) {
            let (left, right) = (index < old.count ? old[index] : "", index < new.count ? new[index] : "")
            if left != right { lines += ["\(index + 1) expected \(left)", "\(index + 1) found    \(right)"] }
        }
        return lines.prefix(40).joined(separator: "\n")
    }
}
