import TestSupport

/// What tests of perf may ask of the machine.
enum PerfGate {
    /// `bptui doctor` proves that a store of its own leaves a record.
    static let isOpen: Bool = {
        guard Hardware.fires else { return false }
        let doctor = try? RunningProgram(BuiltProducts.path("bptui"), arguments: ["doctor"], folder: "/")
        return doctor?.readAll().contains { $0.hasPrefix("perf: proven") } == true
    }()

    static let gdb = Compiler("gdb")
}
