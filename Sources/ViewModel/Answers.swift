package import HitRules
package import ProgramModel
package import Session

/// What was asked about places and threads in this run, as far as the answers have come.
package struct Answers: Hashable, Sendable {
    package var siteDetails: [SiteID: SiteDetail] = [:]
    package var siteStacks: [SiteID: CallStack] = [:]
    package var threadNames: [Int32: String] = [:]
    /// What lies at addresses that values point to.
    package var addressNames: [UInt64: String] = [:]
    /// Of the present stop; nil while the program runs, and until it was asked for.
    package var stop: StopAnswer?

    package init() {}

    /// The thread that stopped, as it stands.
    package struct StopAnswer: Hashable, Sendable {
        package var tid: Int32
        package var registers: MachineRegisters?
        package var stack: CallStack?

        package init(tid: Int32, registers: MachineRegisters? = nil, stack: CallStack? = nil) {
            self.tid = tid
            self.registers = registers
            self.stack = stack
        }
    }

    /// The parts of the present stop arrive one by one.
    mutating func takeStop(_ tid: Int32, _ change: (inout StopAnswer) -> Void) {
        var answer = stop.flatMap { $0.tid == tid ? $0 : nil } ?? StopAnswer(tid: tid)
        change(&answer)
        stop = answer
    }
}
