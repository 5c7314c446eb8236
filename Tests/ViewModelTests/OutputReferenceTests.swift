import Testing
import ViewModel

/// Whatever scrolls in whatever region, the output shows what a plain grid of letters would.
@Suite struct OutputReferenceTests {
    private struct Chance {
        var seed: UInt64
        mutating func below(_ limit: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % limit
        }
    }

    private func action(_ chance: inout Chance, rows: Int, columns: Int) -> ReferenceTerminal.Action {
        let count = 1 + chance.below(3)
        switch chance.below(24) {
        case 0..<8: return .print(Character(Unicode.Scalar(UInt8(0x61 + chance.below(26)))))
        case 8..<12: return .lineFeed
        case 12: return .carriageReturn
        case 13..<15: return .reverseIndex
        case 15: return .go(row: chance.below(rows + 1), column: chance.below(columns + 1))
        case 16: return .up(count)
        case 17: return .down(count)
        case 18: return .margins(1 + chance.below(rows), 1 + chance.below(rows + 1))
        case 19: return chance.below(3) == 0 ? .noMargins : .margins(1, 2 + chance.below(rows))
        case 20: return .insertLines(count)
        case 21: return .deleteLines(count)
        case 22: return .scrollUp(count)
        default: return .scrollDown(count)
        }
    }

    @Test(arguments: 0..<60) func showsTheSame(_ round: Int) {
        var chance = Chance(seed: UInt64(round) + 99)
        let (columns, rows) = (2 + chance.below(9), 1 + chance.below(8))
        var buffer = OutputBuffer(columns: columns, rows: rows)
        var reference = ReferenceTerminal(columns: columns, rows: rows)
        var recent: [String] = []
        for step in 0..<500 {
            let action = action(&chance, rows: rows, columns: columns)
            // Long runs make lines of several rows.
            let repeats = chance.below(12) == 0 ? 2 * columns : 1
            for _ in 0..<repeats {
                reference.perform(action)
                buffer.append(Array(action.text.utf8))
            }
            recent.append(action.text)
            let found = OutputSamples.screen(buffer)
            let shown = found.rows + Array(repeating: "", count: rows - found.rows.count)
            guard shown == reference.screen, found.cursor == [reference.row, reference.column] else {
                Issue.record(
                    "round \(round), step \(step): \(shown) \(found.cursor), not \(reference.screen) \([reference.row, reference.column]), after \(recent.suffix(12).joined().debugDescription)"
                )
                return
            }
        }
    }
}
