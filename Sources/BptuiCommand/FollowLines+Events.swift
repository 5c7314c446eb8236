import DebugRegisters
import ProgramModel
import Screen
import Session
import Tracing
import ViewModel
import WatchSlots

extension FollowLines {
    /// The rare events, a sentence each, after their time. What JSON Lines leave out is left out here.
    mutating func event(_ event: TracingEvent) {
        guard let words = sentence(event.kind) else { return }
        line("\(Numbers.seconds(event.time))  \(words)")
    }

    private mutating func sentence(_ kind: TracingEvent.Kind) -> String? {
        switch kind {
        case .threadStarted(let tid, let pid): return "thread \(tid)\(of(pid)) started"
        case .threadEnded(let tid): return "thread \(tid) ended"
        case .forked(let parent, let child, let sharesMemory):
            return "process \(parent) started process \(child), "
                + (sharesMemory ? "which shares its memory and is watched" : "which is not watched")
        case .followed(let pid, let parent): return "process \(parent) started process \(pid), which is watched as well"
        case .processEnded(let pid, let end):
            endedProcesses.insert(pid)
            return ended(pid, end)
        case .exited(let pid, let end):
            // While children of it went on, its own end has been told.
            return endedProcesses.contains(pid) ? nil : ended(pid, end)
        case .released(let pid, let reason):
            switch reason {
            case .executed(let path): return "process \(pid) became \(writing.text(path)) and was let go"
            case .parentExecuted: return "process \(pid) was let go: its parent became another program"
            }
        case .executed(let pid, let path): return "process \(pid) became \(writing.text(path)); its watches are over"
        case .signal(let tid, let number): return "thread \(tid) got \(SignalName.of(number))"
        case .signalDropped(let tid, let number): return "\(SignalName.of(number)) was kept from thread \(tid)"
        case .frameEnded(let watch, _): return "the frame of watch \(watch.rawValue) is over; it is disarmed"
        case .watchSpent(let watch): return "watch \(watch.rawValue) had its one hit; it is disarmed"
        case .problem(let error): return "problem: \(writing.text(error.description))"
        case .stopped(let stop):
            guard case .hit(let trap, let slots, _) = stop.reason else { return nil }
            let names = slots.map { "DR\($0.number)" }.joined(separator: " ")
            return "thread \(stop.tid) stopped at hit #\(Numbers.grouped(trap)) of \(names)"
        case .attached(let pid, let count):
            return "attached to process \(pid), \(Numbers.count(UInt64(count), "thread"))"
        case .detached(let pid): return "process \(pid) was let go, every register clear"
        case .dispositionReset(let pid, let signal):
            return "the kernel has reset what process \(pid) does at \(SignalName.of(signal))"
        default: return nil
        }
    }

    private func ended(_ pid: Int32, _ end: ProcessEnd) -> String {
        switch end {
        case .code(let code): return "process \(pid) ended with status \(code)"
        case .signal(let number, let coreDumped):
            return "process \(pid) was killed by \(SignalName.of(number))\(coreDumped ? " and left a core" : "")"
        }
    }

    private func of(_ process: Int32) -> String { process == pid ? "" : " of process \(process)" }

    mutating func changed(_ found: FoundChange, watch: WatchDescription?) {
        let name = watch.map { writing.name($0.expression, most: 48) } ?? "watch \(found.change.watch.rawValue)"
        let (old, new) = (
            value(found.change.old, found.record, watch, [:]), value(found.change.new, found.record, watch, [:])
        )
        var words =
            "\(Numbers.seconds(found.time))  no hit  DR\(found.change.slot.number) \(name)  changed  \(old) -> \(new)  by "
        if let call = found.call {
            words += "the system call \(writing.text(call))"
            if !found.place.isEmpty { words += "  \(place(found.place, address: found.record.pc))" }
        } else {
            words += "the kernel or another process"
        }
        if let tid = found.tid { words += "  thread \(tid)" }
        if found.change.pid != pid { words += "  process \(found.change.pid)" }
        line(words)
    }
}
