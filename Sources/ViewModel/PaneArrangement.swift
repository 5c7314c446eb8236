/// How a person has divided the screen; kept from run to run.
package struct PaneArrangement: Hashable, Sendable, Codable {
    /// A border between panes that can be moved.
    package enum Split: Hashable, Sendable, CaseIterable, Codable {
        /// Between the hits and the column beside them.
        case side
        /// Between the writers and the output below them.
        case lower
        /// Between the hits and the output below them, on a narrow screen.
        case stacked
    }

    /// What lies beyond the border, in thousandths of what both sides have; absent where nobody has moved it.
    private var shares: [Split: Int] = [:]
    /// The pane with the focus has the room of all.
    package var isZoomed = false

    package init() {}

    /// Nobody has changed anything.
    package var isStandard: Bool { self == PaneArrangement() }

    package mutating func set(_ split: Split, cells: Int, of whole: Int) {
        guard whole > 0 else { return }
        shares[split] = min(1000, max(0, (cells * 1000 + whole / 2) / whole))
    }

    /// Cells beyond the border.
    ///
    /// - Parameter standard: where nobody has moved it.
    func cells(_ split: Split, of whole: Int, standard: Int) -> Int {
        shares[split].map { ($0 * whole + 500) / 1000 } ?? standard
    }

    // MARK: As a line of text

    private static let names: [(Split, String)] = [(.side, "side"), (.lower, "lower"), (.stacked, "stacked")]

    /// `side=400 zoom`.
    package var text: String {
        (Self.names.compactMap { split, name in shares[split].map { "\(name)=\($0)" } } + (isZoomed ? ["zoom"] : []))
            .joined(separator: " ")
    }

    /// What is not understood is passed over: a layout is no reason to refuse a start.
    package init(text: String) {
        for word in text.split(whereSeparator: \.isWhitespace) {
            if word == "zoom" { isZoomed = true }
            let parts = word.split(separator: "=")
            guard parts.count == 2, let share = Int(parts[1]), (0...1000).contains(share),
                let split = Self.names.first(where: { $0.1 == parts[0] })?.0
            else { continue }
            shares[split] = share
        }
    }
}
