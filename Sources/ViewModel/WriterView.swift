package import DebugRegisters
package import WatchSlots

/// What makes one row of the writers.
package enum WriterGrouping: CaseIterable, Hashable, Sendable {
    case instruction, function, thread, value

    package var word: String {
        switch self {
        case .instruction: "instruction"
        case .function: "function"
        case .thread: "thread"
        case .value: "value"
        }
    }
}

package enum WriterOrder: CaseIterable, Hashable, Sendable {
    case count, lastSeen, firstSeen, name

    package var word: String {
        switch self {
        case .count: "count"
        case .lastSeen: "last"
        case .firstSeen: "first"
        case .name: "name"
        }
    }
}

/// What a row of the writers stands for; it stays the same while the numbers move.
package enum WriterKey: Hashable, Sendable {
    /// An instruction at a slot.
    case instruction(address: UInt64, slot: SlotIndex, watch: WatchID)
    /// By its name; the module's, or the address, where none is known.
    case function(String)
    case thread(Int32)
    /// The slot's bytes as a hit left them.
    case value(UInt64, slot: SlotIndex, watch: WatchID)
    /// Hits beyond what the table holds.
    case others
}

/// How the writers are shown.
package struct WriterView: Hashable, Sendable {
    package var grouping = WriterGrouping.instruction
    package var order = WriterOrder.count
    /// nil while the cursor stays on the first row, whoever that is.
    package var selected: WriterKey?
    /// The first row shown, as far as the cursor stays in sight.
    package var first = 0
    /// Where the counting was begun anew: the first ordinal that counts, and the time; nil from the start.
    package var reset: Reset?

    package struct Reset: Hashable, Sendable {
        package var ordinal: Int
        /// Nanoseconds since the session's start: that of the last hit before.
        package var time: UInt64

        package init(ordinal: Int, time: UInt64) {
            self.ordinal = ordinal
            self.time = time
        }
    }

    package init() {}
}

extension CaseIterable where Self: Equatable {
    /// The case after this one, in a circle.
    var next: Self {
        let all = Array(Self.allCases)
        return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
    }
}
