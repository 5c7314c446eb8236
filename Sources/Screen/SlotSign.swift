import ViewModel

/// The sign and the word of a slot's state.
struct SlotSign {
    let glyph: Character
    let word: String

    init(_ status: SlotStatus, glyphs: Glyphs) {
        switch status {
        case .free: (glyph, word) = (glyphs.free, "free")
        case .taken: (glyph, word) = (glyphs.taken, "taken")
        case .disarmed: (glyph, word) = (glyphs.free, "disarmed")
        case .pending: (glyph, word) = (glyphs.pending, "pending")
        case .armed: (glyph, word) = (glyphs.armed, "armed")
        case .failed: (glyph, word) = (glyphs.failed, "failed")
        }
    }
}
