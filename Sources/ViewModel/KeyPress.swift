/// A key as the terminal reports it.
package enum KeyPress: Hashable, Sendable {
    /// A printable character, upper case as typed.
    case character(Character)
    /// Ctrl with a lower-case letter or one of `[ \ ] ^ _`.
    case control(Character)
    case enter, escape, tab, backTab, backspace, delete, insert
    case up, down, left, right, pageUp, pageDown, home, end
    /// F1…F12.
    case function(Int)
}

/// A mouse action at a cell, 0-based.
package struct MouseAction: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// The first button goes down, moves while it is down, and comes up.
        case press, drag, release
        case wheelUp, wheelDown
    }
    package var kind: Kind
    package var row: Int
    package var column: Int
    package init(kind: Kind, row: Int, column: Int) {
        self.kind = kind
        self.row = row
        self.column = column
    }
}
