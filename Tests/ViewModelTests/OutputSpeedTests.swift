import Testing
import ViewModel

/// Megabytes a second of output that is taken in; the figures are printed, and demanded of the release build alone.
@Suite(.serialized) struct OutputSpeedTests {
    private static let floods: [(name: String, piece: String)] = [
        ("lines of 75", String(repeating: "line of no use, ", count: 4) + "of seventy\r\n"),
        ("y", "y\r\n"),
        ("progress", "\r\u{1B}[K\u{1B}[32m####\u{1B}[0m 42%"),
        ("colours", "\u{1B}[38;2;10;20;30mx\u{1B}[0my\u{1B}[1;31mz\r\n"),
        ("wide", String(repeating: "漢字", count: 20) + "\r\n"),
        ("boxes", String(repeating: "█▉░", count: 20) + "\r\n"),
        ("one line", "and on and on"),
        ("docker", "\u{1B}[4Aa\u{1B}[K\r\nb\u{1B}[K\r\nc\u{1B}[K\r\nd\u{1B}[K\r\n"),
        ("bar below", "\u{1B}[1;23r\u{1B}[23;1Hline of text\r\n\u{1B}7\u{1B}[24;1H42%\u{1B}8"),
        ("title above", "\u{1B}[2;24r\u{1B}[24;1Hline of text\r\n"), ("insert", "\u{1B}[3;1H\u{1B}[2Lline of text"),
        ("clear", "\u{1B}[H\u{1B}[2Jscreen\r\n"),
    ]

    @Test func throughput() {
        for (name, piece) in Self.floods {
            let unit = Array(piece.utf8)
            let chunk = Array(repeatElement(unit, count: 65536 / unit.count).joined())
            var buffer = OutputBuffer()
            let clock = ContinuousClock()
            #if DEBUG
                let count = 2
            #else
                let count = 64
            #endif
            let total = count * chunk.count
            let time = clock.measure { for _ in 0..<count { buffer.append(chunk) } }
            let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
            let rate = Double(total) / 1e6 / seconds
            print("output, \(name): \(Int(rate)) MB/s")
            #if !DEBUG
                #expect(rate > 5, "\(name)")
            #endif
            #expect(buffer.lineCount <= 4001)
        }
    }
}
