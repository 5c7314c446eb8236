import DebugRegisters
import Tracing
import WatchSlots

extension SimulatedBackend {
    /// Tells which watched bytes are not what was last seen there. Nobody runs meanwhile, so every difference counts.
    ///
    /// - Parameter call: a system call that has ended just now and stored; nil when there is none.
    func tellChanges(by call: SystemCall? = nil) {
        guard let leader, call == nil || watchesSystemCalls else { return }
        for slot in table.intended.slots {
            guard let (watch, piece) = table.assignment(of: slot), piece.kind != .execute,
                let old = remembered[slot.number], let new = leader.memory.number(piece.address, piece.length),
                old != new
            else { continue }
            remembered[slot.number] = new
            emit(
                .memoryChanged(
                    MemoryChange(
                        pid: leader.pid, watch: watch.id, slot: slot, old: old, new: new,
                        cause: cause(by: call, piece))))
        }
    }

    private func cause(by call: SystemCall?, _ piece: WatchPiece) -> MemoryChange.Cause {
        guard let call else { return .unknown }
        let buffer = call.arguments[1]..<call.arguments[1] + call.arguments[2]
        let bytes = piece.address.rawValue..<piece.address.rawValue + UInt64(piece.length.byteCount)
        return buffer.overlaps(bytes) ? .systemCall(call) : .unknown
    }
}
