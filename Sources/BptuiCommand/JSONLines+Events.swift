import DebugRegisters
import Tracing
import WatchSlots

extension JSONLines {
    /// The rare events. Those that batch output does not name write nothing.
    mutating func event(_ event: TracingEvent) {
        switch event.kind {
        case .threadStarted(let tid, let pid):
            open("thread", after: event)
            text.append(",\"event\":\"start\",\"pid\":")
            text.append(decimal: pid)
            text.append(",\"tid\":")
            text.append(decimal: tid)
        case .threadEnded(let tid):
            open("thread", after: event)
            text.append(",\"event\":\"end\",\"tid\":")
            text.append(decimal: tid)
        case .forked(let parent, let child, let sharesMemory):
            open("fork", after: event)
            text.append(",\"parent\":")
            text.append(decimal: parent)
            text.append(",\"child\":")
            text.append(decimal: child)
            text.append(sharesMemory ? ",\"shares_memory\":true" : ",\"shares_memory\":false")
        case .followed(let pid, let parent):
            open("fork", after: event)
            text.append(",\"parent\":")
            text.append(decimal: parent)
            text.append(",\"child\":")
            text.append(decimal: pid)
            text.append(",\"shares_memory\":false,\"followed\":true")
        case .processEnded(let pid, let end):
            endedProcesses.insert(pid)
            open("exit", after: event)
            exited(pid, end)
        case .released(let pid, let reason):
            open("released", after: event)
            text.append(",\"pid\":")
            text.append(decimal: pid)
            if case .executed(let path) = reason {
                text.append(",\"program\":")
                text.append(json: path)
            }
        case .executed(let pid, let path):
            open("exec", after: event)
            text.append(",\"pid\":")
            text.append(decimal: pid)
            text.append(",\"program\":")
            text.append(json: path)
        case .signal(let tid, let number):
            open("signal", after: event)
            text.append(",\"tid\":")
            text.append(decimal: tid)
            text.append(",\"signal\":")
            text.append(decimal: number)
        case .signalDropped(let tid, let number):
            open("signal", after: event)
            text.append(",\"tid\":")
            text.append(decimal: tid)
            text.append(",\"signal\":")
            text.append(decimal: number)
            text.append(",\"delivered\":false")
        case .frameEnded(let watch, let tid):
            open("frame-ended", after: event)
            text.append(",\"watch\":")
            text.append(decimal: UInt64(watch.rawValue))
            text.append(",\"tid\":")
            text.append(decimal: tid)
        case .watchSpent(let watch):
            open("watch-spent", after: event)
            text.append(",\"watch\":")
            text.append(decimal: UInt64(watch.rawValue))
        case .problem(let error):
            open("problem", after: event)
            text.append(",\"message\":")
            text.append(json: error.description)
        case .stopped(let stop):
            guard case .hit(let trap, let slots, _) = stop.reason else { return }
            open("stop", after: event)
            stopped(stop.tid, trap, slots)
        case .attached(let pid, let count):
            open("attached", after: event)
            text.append(",\"pid\":")
            text.append(decimal: pid)
            text.append(",\"threads\":")
            text.append(decimal: UInt64(count))
        case .detached(let pid):
            open("detached", after: event)
            text.append(",\"pid\":")
            text.append(decimal: pid)
        case .dispositionReset(let pid, let signal):
            open("disposition-reset", after: event)
            text.append(",\"pid\":")
            text.append(decimal: pid)
            text.append(",\"signal\":")
            text.append(decimal: signal)
        case .exited(let pid, let end):
            // While children of it went on, its own end has been told.
            if endedProcesses.contains(pid) { return }
            open("exit", after: event)
            exited(pid, end)
        default: return
        }
        text.append("}\n")
    }

    private func stopped(_ tid: Int32, _ trap: UInt64, _ slots: SlotSet) {
        text.append(",\"tid\":")
        text.append(decimal: tid)
        text.append(",\"n\":")
        text.append(decimal: trap)
        text.append(",\"slots\":[")
        for (index, slot) in slots.enumerated() {
            if index > 0 { text.append(",") }
            text.append(decimal: UInt64(slot.rawValue))
        }
        text.append("]")
    }

    private func exited(_ pid: Int32, _ end: ProcessEnd) {
        text.append(",\"pid\":")
        text.append(decimal: pid)
        switch end {
        case .code(let code):
            text.append(",\"code\":")
            text.append(decimal: code)
        case .signal(let number, let coreDumped):
            text.append(",\"signal\":")
            text.append(decimal: number)
            if coreDumped { text.append(",\"core\":true") }
        }
    }

    private func open(_ type: StaticString, after event: TracingEvent) {
        text.append("{\"type\":\"")
        text.append(type)
        text.append("\",\"time\":")
        text.append(seconds: event.time)
        text.append(",\"after\":")
        text.append(decimal: event.after)
    }
}
