/// A watch as the user writes it: `EXPR[/LEN][:w|rw|r|x][@SLOT][,stop|log]`. Suffixes are read from the right.
package struct WatchSpec: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case write = "w"
        case readWrite = "rw"
        case execute = "x"
    }
    package enum Action: String, Hashable, Sendable, CaseIterable {
        case log
        case stop
    }

    package var expression: String
    /// Bytes; nil takes the type's.
    package var length: UInt64?
    /// nil takes `w`, or `x` for a function.
    package var kind: Kind?
    /// 0…3; nil takes the first free.
    package var slot: Int?
    /// nil takes the default of `--on-hit`.
    package var action: Action?

    package init(
        expression: String, length: UInt64? = nil, kind: Kind? = nil, slot: Int? = nil, action: Action? = nil
    ) {
        self.expression = expression
        self.length = length
        self.kind = kind
        self.slot = slot
        self.action = action
    }
}
