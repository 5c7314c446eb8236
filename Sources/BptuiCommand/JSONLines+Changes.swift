import DebugRegisters
import ProgramModel
import Session
import Tracing
import WatchSlots

extension JSONLines {
    /// Watched bytes that changed without a hit.
    ///
    /// - Parameter watch: nil where it is not known any more.
    func changed(_ found: FoundChange, watch: WatchDescription?) {
        text.append("{\"type\":\"changed\",\"time\":")
        text.append(seconds: found.time)
        text.append(",\"after\":")
        text.append(decimal: found.after)
        text.append(",\"pid\":")
        text.append(decimal: found.change.pid)
        if let tid = found.tid {
            text.append(",\"tid\":")
            text.append(decimal: tid)
        }
        text.append(",\"watch\":")
        text.append(decimal: UInt64(found.change.watch.rawValue))
        text.append(",\"slot\":")
        text.append(decimal: UInt64(found.change.slot.rawValue))
        text.append(",\"old\":\"")
        text.append(hex: found.change.old)
        text.append("\",\"new\":\"")
        text.append(hex: found.change.new)
        text.append(byte: 34)
        if let value = HitValue.new(of: found.record, watch: watch) {
            text.append(",\"value\":")
            text.append(json: value)
        }
        if let call = found.call {
            text.append(",\"by\":\"system call\",\"call\":")
            text.append(json: call)
            text.append(found.place)
        } else {
            text.append(",\"by\":\"kernel or another process\"")
        }
        text.append("}\n")
    }
}
