package import DebugRegisters
package import HitRules
package import ProgramModel
package import Session
package import Tracing

/// One line of a detail, or of one of its columns.
package enum DetailRow: Hashable, Sendable {
    case blank
    /// The second text says more of the first, quietly.
    case title(String, String, note: DetailNote?)
    /// Something is missing, or has to be known to read the rest.
    case sentence(String)
    /// The answer has not come yet.
    case asking

    // The subject
    case hit(Hit, watch: String, words: String)
    /// Which thread made a hit.
    case thread(Int32, name: String?)
    case site(SlotIndex, watch: String, words: String, count: UInt64)
    case firstAndLast(HitMoment, HitMoment)
    case stop(Stop, name: String?)
    /// Where the instruction lies; the second address is the hit's pc where it is another.
    case place(CodePlace, address: UInt64?, pc: UInt64?)
    case instruction(Instruction)
    /// nil while the answer has not come.
    case missingInstruction(String?)

    // The sections
    case value(ValueRow)
    case source(number: Int, text: String, isAccess: Bool)
    case code(DisassemblyLine)
    /// nil for an inlined frame, which has no number of its own.
    case frame(Int, StackFrame)
    case registers([MachineRegister], MachineRegisters)
}

/// What a section's title adds at its right.
package enum DetailNote: Hashable, Sendable {
    case words(String)
    /// What follows was kept `"after"` or `"at"` the first hit from here, which has this number.
    case firstHit(UInt64, String)
}

/// A value, or a part of one, before and after.
package struct ValueRow: Hashable, Sendable {
    /// `.max`, `[2]`; the expression of the watch for all of it.
    package var path: String
    /// nil where it is not known.
    package var old: String?
    package var new: String?
    package var isChanged: Bool

    package init(path: String, old: String?, new: String?, isChanged: Bool) {
        self.path = path
        self.old = old
        self.new = new
        self.isChanged = isChanged
    }
}
