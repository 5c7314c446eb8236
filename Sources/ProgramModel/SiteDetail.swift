/// The code around a place: for the detail of a hit.
package struct SiteDetail: Hashable, Sendable, Codable {
    /// nil where no stack was kept.
    package var stack: CallStack?
    /// In ascending order; empty where the code cannot be read.
    package var disassembly: [DisassemblyLine]
    /// nil when there is no line information or the file is not there.
    package var source: SourceExcerpt?

    package init(stack: CallStack? = nil, disassembly: [DisassemblyLine] = [], source: SourceExcerpt? = nil) {
        self.stack = stack
        self.disassembly = disassembly
        self.source = source
    }
}

package struct DisassemblyLine: Hashable, Sendable, Codable {
    package var instruction: Instruction
    /// `<function+0x1a>` of a branch's target or an operand's address; nil without one.
    package var target: String?
    /// The instruction that accessed the slot.
    package var isAccess: Bool

    package init(instruction: Instruction, target: String? = nil, isAccess: Bool = false) {
        self.instruction = instruction
        self.target = target
        self.isAccess = isAccess
    }
}

package struct SourceExcerpt: Hashable, Sendable, Codable {
    package var path: String
    /// The number of the first of `lines`, from 1.
    package var firstLine: Int
    /// Made safe to show.
    package var lines: [String]
    /// The line of the access.
    package var line: Int

    package init(path: String, firstLine: Int, lines: [String], line: Int) {
        self.path = path
        self.firstLine = firstLine
        self.lines = lines
        self.line = line
    }
}
