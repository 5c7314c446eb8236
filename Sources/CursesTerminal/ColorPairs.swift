internal import CCurses
internal import Screen

/// The colour pairs that ncurses knows, made as styles ask for them.
///
/// ncurses' own `alloc_pair` crashes on terminals without colours, hence this cache.
struct ColorPairs {
    private struct Colors: Hashable {
        var foreground: Int32
        var background: Int32
    }

    private let depth: ColorDepth
    private let limit: Int32
    private var pairs: [Colors: Int32] = [:]
    /// Set when there were more pairs than the terminal has, so that the caller starts over and repaints.
    private(set) var overflowed = false

    init(depth: ColorDepth, limit: Int32) {
        self.depth = depth
        self.limit = limit
    }

    /// The pair of a style, 0 on a monochrome terminal and for the terminal's own colours.
    mutating func pair(_ foreground: TerminalColor, on background: TerminalColor) -> Int32 {
        guard depth > .monochrome else { return 0 }
        let colors = Colors(foreground: foreground.number(at: depth), background: background.number(at: depth))
        if colors.foreground < 0, colors.background < 0 { return 0 }
        if let known = pairs[colors] { return known }
        let next = Int32(pairs.count) + 1
        guard next < limit else {
            overflowed = true
            // Better the right foreground on the wrong ground than neither.
            return pairs[Colors(foreground: colors.foreground, background: -1)] ?? 0
        }
        guard cc_define_pair(next, colors.foreground, colors.background) >= 0 else { return 0 }
        pairs[colors] = next
        return next
    }

    /// Forgets all pairs: those of past screens made the table full.
    mutating func startOver() {
        pairs.removeAll(keepingCapacity: true)
        overflowed = false
    }
}

extension TerminalColor {
    /// The colour's number for ncurses at a depth; -1 is the terminal's own.
    ///
    /// A theme resolves its colours for the depth, so the approximations here only serve what did not come from one.
    func number(at depth: ColorDepth) -> Int32 {
        switch self {
        case .standard: return -1
        case .indexed(let index):
            switch depth {
            case .truecolor: return TerminfoEntry.paletteBase + Int32(index)
            case .indexed256: return Int32(index)
            case .sixteen: return index < 16 ? Int32(index) : -1
            case .eight: return index < 16 ? Int32(index % 8) : -1
            case .monochrome: return -1
            }
        case .rgb(let red, let green, let blue):
            switch depth {
            case .truecolor: return Int32(red) << 16 | Int32(green) << 8 | Int32(blue)
            case .indexed256:
                // The 6×6×6 cube, whose levels are 0, 95, 135, 175, 215, 255.
                func step(_ level: UInt8) -> Int32 { level < 48 ? 0 : level < 115 ? 1 : (Int32(level) - 35) / 40 }
                return 16 + 36 * step(red) + 6 * step(green) + step(blue)
            case .sixteen, .eight:
                let bits: [Int32] = [red > 127 ? 1 : 0, green > 127 ? 2 : 0, blue > 127 ? 4 : 0]
                return bits[0] | bits[1] | bits[2]
            case .monochrome: return -1
            }
        }
    }
}
