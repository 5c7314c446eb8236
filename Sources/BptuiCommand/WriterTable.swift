import DebugRegisters
import HitRules
import ProgramModel
import Screen
import Session
import WatchSlots

/// The writers of a run as text for people: a row for each instruction and slot, most hits first. Pure.
struct WriterTable {
    var rows: [WriterTally.Row]
    var watches: [WatchDescription]
    var totals: BatchTotals
    /// Nanoseconds.
    var elapsed: UInt64

    private static let header = ["count", "slot", "access", "function", "line", "first", "last", "last value"]
    /// Numbers stand to the right.
    private static let isNumber = [true, false, false, false, false, true, true, false]
    /// Names that are longer are cut; numbers never are.
    private static let mostCells = 48

    /// - Parameter isUnicode: false writes ASCII alone.
    func text(isUnicode: Bool) -> String {
        let writing = PlainText(isUnicode: isUnicode)
        var lines: [String] = []
        if !rows.isEmpty {
            let cells = rows.map { Self.cells(of: $0, writing) }
            let widths = Self.header.indices.map { column in
                cells.map { DisplayWidth.of($0[column]) }.reduce(Self.header[column].count, max)
            }
            lines.append(Self.line(Self.header, widths))
            for (row, cells) in zip(rows, cells) {
                lines.append(Self.line(cells, widths))
                if let reason = row.unknown {
                    lines.append(String(repeating: " ", count: widths[0] + 2) + "  " + writing.text(reason))
                }
            }
        }
        for slot in SlotIndex.allCases where totals.notShown[slot.number] > 0 {
            lines.append("not shown: \(Self.hits(totals.notShown[slot.number])) of \(Self.name(slot))")
        }
        for coverage in totals.coverage where !coverage.isComplete {
            lines.append(self.coverage(coverage, writing))
        }
        for coverage in totals.coverage where coverage.isComplete {
            guard let watch = watches.first(where: { $0.watch.id == coverage.watch }), watch.watch.request.every > 1
            else { continue }
            let name = writing.name(watch.expression, most: Self.mostCells)
            lines.append("counted: \(name) \(Self.hits(coverage.hits)), one of \(watch.watch.request.every) is listed")
        }
        lines.append(total(writing))
        return lines.joined(separator: "\n")
    }

    /// A watch that was not armed all the time: what is above counts only a part of it.
    private func coverage(_ coverage: WatchCoverage, _ writing: PlainText) -> String {
        let text = CoverageText(coverage, isUnicode: writing.isUnicode)
        let name = watches.first { $0.watch.id == coverage.watch }?.expression ?? "watch \(coverage.watch.rawValue)"
        let turns = coverage.sliceCount == 1 ? "1 turn" : "\(coverage.sliceCount) turns"
        return "scaled: \(writing.name(name, most: Self.mostCells)) \(text.count), "
            + "\(text.share), \(Self.hits(coverage.hits)) in \(turns)"
    }

    private func total(_ writing: PlainText) -> String {
        var text = "total: \(Self.hits(totals.hits))"
        let names = watches.map { watch in
            let held = watch.watch.claimed.map { Self.name($0.slot) }.joined(separator: " ")
            let slots = watch.watch.request.claim == .flexible ? "in turns" : held.isEmpty ? "waiting" : held
            return "\(writing.name(watch.expression, most: Self.mostCells)) (\(slots))"
        }
        if !names.isEmpty { text += " of " + names.joined(separator: ", ") }
        let notShown = totals.notShown.reduce(0, +)
        if notShown > 0 { text += ", \(notShown) not shown" }
        if totals.missed > 0 { text += ", \(totals.missed) missed" }
        return text + " in \(Self.seconds(elapsed)) s"
    }

    private static func cells(of row: WriterTally.Row, _ writing: PlainText) -> [String] {
        [
            String(row.count), name(row.slot), row.access.map(name) ?? "?", function(of: row, writing),
            line(of: row, writing), seconds(row.first), seconds(row.last),
            row.lastValue.map { writing.name($0, most: mostCells) } ?? "-",
        ]
    }

    private static func function(of row: WriterTally.Row, _ writing: PlainText) -> String {
        guard let function = row.place.function else {
            let address = "0x" + String(row.address, radix: 16)
            return row.place.module.map { "\(writing.name($0, most: mostCells)) \(address)" } ?? address
        }
        let offset = row.place.offset.map { $0 == 0 ? "" : "+0x" + String($0, radix: 16) } ?? ""
        return writing.name(function, most: mostCells - offset.count) + offset
    }

    private static func line(of row: WriterTally.Row, _ writing: PlainText) -> String {
        guard let file = row.place.file else { return "-" }
        let number = row.place.line.map { ":\($0)" } ?? ""
        return writing.name(file, most: mostCells - number.count) + number
    }

    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (column, cell) in cells.enumerated() {
            let space = String(repeating: " ", count: widths[column] - DisplayWidth.of(cell))
            if column > 0 { line += "  " }
            if isNumber[column] {
                line += space + cell
            } else {
                line += column == cells.count - 1 ? cell : cell + space
            }
        }
        return line
    }

    private static func name(_ slot: SlotIndex) -> String { "DR\(slot.number)" }

    private static func name(_ access: AccessKind) -> String {
        switch access {
        case .read: "read"
        case .write: "write"
        case .readWrite: "read/write"
        case .execute: "execute"
        }
    }

    private static func hits(_ count: UInt64) -> String { count == 1 ? "1 hit" : "\(count) hits" }

    /// With six decimals.
    private static func seconds(_ nanoseconds: UInt64) -> String {
        let micros = String(nanoseconds % 1_000_000_000 / 1000)
        return "\(nanoseconds / 1_000_000_000)." + String(repeating: "0", count: 6 - micros.count) + micros
    }
}
