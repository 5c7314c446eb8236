import TestSupport

/// One way to compile a test's program.
struct ProgramBuild: Sendable, CustomStringConvertible {
    var compiler: Compiler
    var flags: [String]

    var description: String { ([compiler.name] + flags).joined(separator: " ") }

    /// Every mixture of what changes how names are written down.
    static func all(_ compiler: Compiler) -> [ProgramBuild] {
        var all: [ProgramBuild] = []
        for optimization in ["-O0", "-O2"] {
            for position in [["-fPIE", "-pie"], ["-fno-pie", "-no-pie"]] {
                for version in ["-gdwarf-4", "-gdwarf-5"] {
                    all.append(ProgramBuild(compiler: compiler, flags: [optimization, version] + position))
                }
            }
        }
        return all
    }
}
