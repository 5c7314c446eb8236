import DebugRegisters
import HitRules
import ProgramModel
import Tracing
import WatchSlots

/// What changed without a hit.
extension LiveSession {
    /// So many reads of a site are kept until it is known to be one.
    private static let mostOpenReads = 256

    /// Asks the tracer to look for changes of watched memory; to be called now and then while the program runs.
    package func lookForChanges() {
        guard state == .running, !isLooking, !watches.table.watches.isEmpty else { return }
        isLooking = true
        submit(.lookForChanges, for: .look)
    }

    /// Changes of which not all is known yet.
    package var awaitsChanges: Bool { openChanges > 0 }

    /// The tracer found one. That of a system call is told once it is known where the program made it.
    func take(_ change: MemoryChange, _ event: TracingEvent) {
        let found = FoundChange(
            change: change, after: event.after, time: event.time,
            length: watches.length(of: change.slot, in: change.watch))
        guard case .systemCall(let call) = change.cause else {
            tell(found)
            return
        }
        guard let registers = call.registers else {
            tell(named(found, call, CallStack()))
            return
        }
        let pointers = SystemCallText.pointers(of: call)
        // Answers come in the order of the questions: the names are here before the stack is.
        if !pointers.isEmpty { symbols.submit(.names(pointers)) }
        let number = takeNumber()
        questions[number] = .change(found)
        openChanges += 1
        symbols.submit(
            .stack(number: number, StackEvidence(registers: registers, stack: call.stack, isExact: false)))
    }

    func takeCaller(_ found: FoundChange, _ stack: CallStack) {
        openChanges -= 1
        if case .systemCall(let call) = found.change.cause { tell(named(found, call, stack)) }
        if openChanges == 0 { argumentNames = [:] }
    }

    /// Names for the arguments of calls, while some are waited for.
    func takeArgumentNames(_ names: [UInt64: String]) {
        if openChanges > 0 { argumentNames.merge(names) { _, new in new } }
    }

    private func tell(_ found: FoundChange) {
        var found = found
        found.site = sites.site(
            of: found, address: watches.address(of: found.change.slot, in: found.change.watch))
        let new = sites.takeNew()
        if !new.isEmpty { events.append(.sites(Array(new))) }
        events.append(.changed(found))
    }

    private func named(_ found: FoundChange, _ call: SystemCall, _ stack: CallStack) -> FoundChange {
        var found = found
        found.call = SystemCallText.text(of: call, names: argumentNames)
        found.place = caller(in: stack)
        return found
    }

    /// The innermost frame in the program itself; else the innermost one with a line, or of all.
    func caller(in stack: CallStack) -> CodePlace {
        let program = programPath.split(separator: "/").last.map(String.init)
        let own = stack.frames.first { $0.place.module == program && $0.place.function != nil }
        return (own ?? stack.frames.first { $0.place.line != nil } ?? stack.frames.first)?.place ?? CodePlace()
    }

    // MARK: Reads

    /// A read that found another value than the last one seen, with no other thread to have stored it: it was changed
    /// before. Whether it is a read may be known later than the hit.
    func noteReads(_ hits: [Hit]) {
        for hit in hits where hit.kind == .readWrite && hit.old != hit.new {
            guard hit.flags.isSuperset(of: [.hasOld, .hasNew]),
                hit.flags.isDisjoint(with: [.newMayBeLater, .newIsExact])
            else { continue }
            if let finding = sites[hit.site]?.finding {
                if finding.access == .read { tellChange(before: hit.record) }
            } else if openReads[hit.site, default: []].count < Self.mostOpenReads {
                openReads[hit.site, default: []].append(hit.record)
            }
        }
    }

    func settleReads(of site: Site) {
        guard let records = openReads.removeValue(forKey: site.id), site.finding?.access == .read else { return }
        for record in records { tellChange(before: record) }
    }

    private func tellChange(before record: HitRecord) {
        // A thread that was not armed may have stored without a trap.
        guard let installation = watches.installation,
            installation.armedThreads[record.slot.number] == installation.threadCount
        else { return }
        tell(
            FoundChange(
                change: MemoryChange(
                    pid: record.pid, watch: record.watch, slot: record.slot, old: record.old, new: record.new,
                    cause: .unknown),
                after: record.trap - 1, time: record.time, length: record.length))
    }
}
