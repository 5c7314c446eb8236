package import DebugRegisters

/// A scripted program: what `launch` and `execute` find under its path.
package struct SimulatedProgram: Hashable, Sendable {
    package var path: String
    /// What its first thread runs. Running off the end of it is `exit(0)`.
    package var main: [SimulatedInstruction]
    /// The memory it starts with; everything else is unmapped.
    package var memory: [SimulatedMapping]
    /// Names for places, as a symbol table has them.
    package var symbols: [String: LinearAddress]

    package init(
        path: String, main: [SimulatedInstruction], memory: [SimulatedMapping], symbols: [String: LinearAddress] = [:]
    ) {
        self.path = path
        self.main = main
        self.memory = memory
        self.symbols = symbols
    }
}
