package import DebugRegisters

/// What a key does.
package enum Action: Hashable, Sendable {
    // Watches and slots
    case add, edit, toggleArmed, remove, cycleKind, cycleLength, toggleAction, toggleMechanism, cycleClaim
    // Which hits of the chosen slot are shown
    case condition, ignoreCount, toggleOneShot, toggleChangedOnly, readsOnly
    case selectSlot(SlotIndex)
    case undo, redo
    // The program
    case resume, pause, step, nextLine, finish, restart, kill, detach
    // Hits and writers
    case filter, submitFilter, clearFilter
    case cycleWriters, sortWriters, resetWriters, writerHits
    // The screen
    case focusNext, focusPrevious, follow, output, help, quit, redraw, suspend
    case themes, keepTheme
    case zoom, resetLayout, copy, messages, guide
    case move(Movement)
    // Hits and places
    case threads, watches, detail, stack, previousHit, nextHit, nextSection, previousSection
    // The prompt
    case command, complete, submit, cancel, olderLine, newerLine
    /// A line of the `:` prompt, for a key of the user's.
    case run(String)
    case loadWatches
    // Everything by name
    case palette, choose
    // A recording
    case scrub(Scrub)
    case type(LineEditor.Edit)
    // The question
    case confirm
    // The program's keyboard
    case releaseKeyboard

    package enum Movement: Hashable, Sendable {
        case up, down, left, right, pageUp, pageDown, first, last
    }
}
