import CLinuxTracing
import DebugRegisters
import Tracing
import WatchSlots

/// Watched bytes that changed though no instruction of the program was seen to store them.
///
/// A difference between memory and what was last seen there means that only when no thread can have a store whose trap
/// has not been dealt with: all stand still, or sleep in the kernel. And every thread must have had the slot armed, or one
/// that had not may have stored. Where that is not certain nothing is told, and the remembered value stays: the next look,
/// or the next hit, sees the difference again.
extension PtraceEngine {
    // MARK: What is remembered

    /// The slot's bytes as last seen; nil when they could not be read.
    func remembered(_ index: Int) -> UInt64? { slots[index].hasValue ? slots[index].value : nil }

    func remember(_ index: Int, _ value: UInt64?) {
        slots[index].hasValue = value != nil
        slots[index].value = value ?? 0
    }

    /// What stands in a data slot's bytes, as the program wrote it; nil when they cannot be read.
    func watchedValue(_ index: Int) -> UInt64? {
        let slot = slots[index]
        var value: UInt64 = 0
        guard bt_read_memory(memory, slot.address, &value, slot.byteCount) == Int64(slot.byteCount) else { return nil }
        guard !temporaries.isEmpty else { return value }
        var bytes = (0..<slot.byteCount).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
        temporaries.mask(&bytes, at: slot.address)
        return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    // MARK: Looking

    /// Every thread stands still and has said all: whatever differs, nobody here stored it.
    func tellChanges() {
        guard !isKilling, mode != .leaving, mode != .empty else { return }
        inEachSpace { tell(differences()) }
    }

    /// While the program runs: what differs was stored by nobody here when no thread has a store under way. A thread that
    /// sleeps in the kernel after the bytes were read had none then, for its trap would have kept it from getting there.
    func lookForChanges() {
        switch mode {
        case .stopped: tellChanges()
        case .running:
            inEachSpace {
                let found = differences()
                if !found.isEmpty, areOthersAsleep(than: nil) { tell(found) }
            }
        case .empty, .stopping, .stepping, .leaving: break
        }
    }

    /// The last thread is about to end, and its memory is still there.
    func tellLastChanges() {
        guard mode == .running || mode == .stepping, moving == 0 else { return }
        guard tracees.values.allSatisfy({ $0.isExiting || $0.pid != processID }) else { return }
        tellChanges()
    }

    /// Data slots whose bytes, in the memory at hand, are not what was last seen there.
    func differences() -> [(slot: Int, old: UInt64, new: UInt64)] {
        var found: [(slot: Int, old: UInt64, new: UInt64)] = []
        for index in 0..<4 where isWatchingData(index) {
            let new = watchedValue(index)
            guard let old = remembered(index), let new, old != new, isArmedEverywhere(index) else { continue }
            found.append((index, old, new))
        }
        return found
    }

    /// The slot has bytes that are watched, in a frame that is not over.
    func isWatchingData(_ index: Int) -> Bool {
        let slot = slots[index]
        return slot.byteCount > 0 && intended.control.enabledSlots.rawValue & 1 << UInt8(index) != 0
            && !endedFrames.contains(slot.watch)
    }

    /// In every thread that could store. One that could not be reached when the intent changed has executed nothing since.
    func isArmedEverywhere(_ index: Int) -> Bool {
        tracees.values.allSatisfy {
            $0.isExiting || $0.needsInstall || $0.enabled & 1 << UInt8(index) != 0
        }
    }

    /// Whether every thread that may run, but for one, sleeps in the kernel. Asks the system for each: not for the hit path.
    func areOthersAsleep(than current: Tracee?) -> Bool {
        for tracee in tracees.values where tracee.isCounted && tracee !== current {
            guard bt_thread_state(tracee.tid) == Int32(UInt8(ascii: "S")) else { return false }
        }
        return true
    }

    // MARK: Telling

    private func tell(_ found: [(slot: Int, old: UInt64, new: UInt64)]) {
        for change in found { tellChange(change.slot, old: change.old, new: change.new, .unknown) }
    }

    /// A process whose memory is at hand.
    private var ownerOfSpace: Int32 {
        if spaces.first === space { return processID }
        return tracees.values.first { $0.space === space }?.pid ?? processID
    }

    func tellChange(_ index: Int, old: UInt64, new: UInt64, _ cause: MemoryChange.Cause) {
        remember(index, new)
        emit(
            .memoryChanged(
                MemoryChange(
                    pid: ownerOfSpace, watch: slots[index].watch,
                    slot: SlotIndex(rawValue: UInt8(index)).unsafelyUnwrapped,
                    old: old, new: new, cause: cause)))
    }
}
