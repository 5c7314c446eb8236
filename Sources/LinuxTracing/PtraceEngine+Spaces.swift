import CLinuxTracing
import Tracing

/// Which of the traced memories is at hand. Most targets have one, and then nothing here costs more than a comparison.
extension PtraceEngine {
    /// The memory that is at hand.
    var memory: Int32 { space.memory }

    /// The int3s in it.
    var temporaries: TemporaryBreakpoints {
        _read { yield space.temporaries }
        _modify { yield &space.temporaries }
    }

    /// Takes a thread's memory to hand, and with it what the slots' bytes held there.
    @inline(__always) func select(_ tracee: Tracee) {
        if tracee.space !== space { select(tracee.space) }
    }

    func select(_ next: AddressSpace) {
        guard next !== space else { return }
        for index in 0..<4 {
            space.values[index] = .init(value: slots[index].value, isKnown: slots[index].hasValue)
            slots[index].value = next.values[index].value
            slots[index].hasValue = next.values[index].isKnown
        }
        space = next
    }

    /// Does something in every memory.
    func inEachSpace(_ body: () -> Void) {
        let before = space
        for each in spaces {
            select(each)
            body()
        }
        select(before)
    }

    /// What commands read and write: the memory of the last stop while the program stands still, else the process's own.
    func selectShown() {
        if mode == .stopped, let stop = lastStop, let tracee = tracee(stop.tid) { return select(tracee) }
        if let first = spaces.first { select(first) }
    }

    /// A new program: its memory takes the place of the one at hand.
    func openSpace(of pid: Int32) -> AddressSpace {
        let opened = AddressSpace(memory: bt_open_memory(pid))
        if opened.memory < 0 { emit(.problem(TracingError(.readMemory, tid: pid, .errno(-opened.memory)))) }
        spaces.insert(opened, at: 0)
        return opened
    }

    /// A memory that no thread has any more is closed.
    func closeUnused() {
        spaces.removeAll { space in !tracees.values.contains { $0.space === space } }
        if !spaces.contains(where: { $0 === space }), let next = spaces.first { select(next) }
    }

    func closeSpaces() {
        spaces = []
        space = AddressSpace()
    }
}
