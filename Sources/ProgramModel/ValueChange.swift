/// Two readings of the same bytes of a value, side by side, in the single values that they belong to.
package struct ValueChange: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        /// As an expression goes on after the watch's: `.limits[2].max`; empty where the bytes are one value.
        package var path: String
        package var old: String
        package var new: String
        /// By the bits and not by the text: two numbers may read the same.
        package var isChanged: Bool

        package init(path: String, old: String, new: String, isChanged: Bool) {
            self.path = path
            self.old = old
            self.new = new
            self.isChanged = isChanged
        }
    }

    /// In the order of the type. Where there are too many, the unchanged ones are left out first.
    package private(set) var rows: [Row]
    /// Rows that were left out.
    package private(set) var omitted: Int
    /// `.ready 0 → 1, .mode 3 → 4`; nil when nothing changed.
    package private(set) var summary: String?

    /// - Parameters:
    ///   - old: bytes, lowest address first, `offset` bytes into a value of `type`.
    ///   - new: as many bytes; what one of them has more is not compared.
    ///   - address: where the value starts in memory, if known.
    package init(
        old: [UInt8], new: [UInt8], type: ValueType?, offset: Int = 0, formatter: ValueFormatter = ValueFormatter(),
        address: UInt64? = nil, maximumRows: Int = 64
    ) {
        let count = min(old.count, new.count)
        var walk: ChangeWalk
        if let (root, window) = ValueFormatter.root(
            bytes: Array(old.prefix(count)), type: type, offset: offset, address: address)
        {
            walk = ChangeWalk(
                old: window, new: ByteWindow(bytes: Array(new.prefix(count)), start: offset, address: address),
                formatter: formatter)
            walk.visit(root)
            walk.finish()
        } else {
            walk = ChangeWalk(
                old: ByteWindow(bytes: Array(old.prefix(count)), start: 0),
                new: ByteWindow(bytes: Array(new.prefix(count)), start: 0), formatter: formatter)
            walk.appendBytes(path: "")
        }
        (rows, omitted) = Self.fit(walk.rows, maximumRows)
        summary = Self.summary(walk.rows, formatter)
    }

    /// The same for 0…8 bytes as little-endian numbers.
    package init(
        old: UInt64, new: UInt64, byteCount: Int, type: ValueType?, offset: Int = 0,
        formatter: ValueFormatter = ValueFormatter()
    ) {
        self.init(
            old: ValueFormatter.bytes(of: old, byteCount: byteCount),
            new: ValueFormatter.bytes(of: new, byteCount: byteCount), type: type, offset: offset, formatter: formatter)
    }

    package var isChanged: Bool { summary != nil }

    private static func fit(_ rows: [Row], _ maximum: Int) -> (rows: [Row], omitted: Int) {
        guard rows.count > max(maximum, 0) else { return (rows, 0) }
        var surplus = rows.count - max(maximum, 0)
        let omitted = surplus
        var kept: [Row] = []
        for row in rows.reversed() {
            if surplus > 0, !row.isChanged { surplus -= 1 } else { kept.append(row) }
        }
        return (Array(kept.reversed().prefix(max(maximum, 0))), omitted)
    }

    private static func summary(_ rows: [Row], _ formatter: ValueFormatter) -> String? {
        var text = ""
        for row in rows where row.isChanged {
            guard text.utf8.count <= formatter.budget else { break }
            if !text.isEmpty { text += ", " }
            text += row.path.isEmpty ? "\(row.old) → \(row.new)" : "\(row.path) \(row.old) → \(row.new)"
        }
        return text.isEmpty ? nil : formatter.cut(text)
    }
}
