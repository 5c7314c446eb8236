import Testing
import ViewModel

/// A small terminal for tests: ten columns, five rows.
enum OutputSamples {
    static func buffer(_ text: String, columns: Int = 10, rows: Int = 5) -> OutputBuffer {
        var buffer = OutputBuffer(columns: columns, rows: rows)
        buffer.append(Array(text.utf8))
        return buffer
    }

    /// The screen's rows as text, without blanks at their ends, and the cursor.
    static func screen(_ buffer: OutputBuffer) -> (rows: [String], cursor: [Int]) {
        let window = OutputWindow(buffer, height: buffer.rows, scroll: 0, keepsCursor: true)
        return (rows(window, of: buffer), window.cursor.map { [$0.row, $0.column] } ?? [])
    }

    static func rows(_ window: OutputWindow, of buffer: OutputBuffer) -> [String] {
        window.rows.map { row in
            var text = String(row.compactMap { buffer.character(of: $0) })
            while text.last == " " { text.removeLast() }
            return text
        }
    }

    /// The styles of a row, one a cell.
    static func styles(_ buffer: OutputBuffer, row: Int = 0) -> [OutputStyle] {
        OutputWindow(buffer, height: buffer.rows, scroll: 0, keepsCursor: true).rows[row].map(\.style)
    }

    /// The same screen after every way to cut the bytes in two, and in single bytes.
    static func expectPiecesMakeNoDifference(_ input: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let bytes = Array(input.utf8)
        let whole = buffer(input)
        for cut in 0...bytes.count {
            var pieces = OutputBuffer(columns: 10, rows: 5)
            pieces.append(Array(bytes[..<cut]))
            pieces.append(Array(bytes[cut...]))
            #expect(pieces == whole, "\(input.debugDescription) cut at \(cut)", sourceLocation: sourceLocation)
        }
        var single = OutputBuffer(columns: 10, rows: 5)
        for byte in bytes { single.append([byte]) }
        #expect(single == whole, "\(input.debugDescription) byte by byte", sourceLocation: sourceLocation)
    }
}
