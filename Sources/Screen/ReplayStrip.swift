import ViewModel

/// The scrubber of a recording: how far into it the moment shown is.
struct ReplayStrip {
    let replay: ReplayPosition

    /// - Returns: the column where it begins.
    func draw(on canvas: inout Canvas, row: Int, endingAt end: Int, width: Int) -> Int {
        var at = canvas.putRight(times, row, endingAt: end, .text)
        let bar = max(6, min(24, width / 8))
        let left = at - 1 - bar
        let filled = Int((replay.fraction * Double(bar - 1)).rounded())
        for index in 0..<bar {
            let (character, style): (Character, Style) =
                index == filled
                ? (canvas.glyphs.armed, Style(.accent, .bold))
                : (canvas.glyphs.horizontal, index < filled ? .text : .dim)
            canvas.put(character, row, left + index, style)
        }
        at = canvas.putRight(word, row, endingAt: left - 1, Style(replay.isPlaying ? .ok : .accent, .bold))
        return at
    }

    private var word: String { replay.isSeeking ? "seeking" : replay.isPlaying ? "playing" : "replay" }

    private var times: String { "\(Self.seconds(replay.time)) of \(Self.seconds(replay.duration)) s" }

    /// With three decimals.
    private static func seconds(_ nanoseconds: UInt64) -> String {
        String(Numbers.seconds(nanoseconds).dropLast(3))
    }
}
