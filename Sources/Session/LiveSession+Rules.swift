import DebugRegisters
import HitRules
import ProgramModel
import Tracing
import WatchSlots

/// Which hits are shown.
extension LiveSession {
    func setRule(_ command: SessionCommand) {
        switch command {
        case .setCondition(let id, let text):
            guard let text, text.contains(where: { !$0.isWhitespace }) else {
                change(id) { request, name in
                    request.rule.condition = nil
                    name.spec.condition = nil
                    name.condition = nil
                }
                return
            }
            ask(.condition(id, text))
        case .setIgnoreCount(let id, let count):
            change(id) { request, name in
                request.rule.ignoreCount = count
                name.spec.ignoreCount = count
            }
        case .setOneShot(let id, let isOneShot):
            change(id) { request, name in
                request.rule.isOneShot = isOneShot
                name.spec.isOneShot = isOneShot
            }
        case .setChangedOnly(let id, let changedOnly):
            change(id) { request, name in
                request.rule.changedOnly = changedOnly
                name.spec.changedOnly = changedOnly
            }
        case .setReadsOnly(let id):
            change(id) { request, name in
                WatchIntent.setKind(.readWrite, of: &request, named: name)
                request.rule.readsOnly = true
            }
        default: break
        }
    }

    /// The frame of a local has gone, and its watch with it.
    func frameEnded(_ id: WatchID, tid: Int32) {
        watches.ended(id)
        let name = watches.names[id]?.spec.expression ?? "a local"
        say(.information, "the frame of \(name) in thread \(tid) has returned: its watch is disarmed")
    }

    func watchSpent(_ id: WatchID) {
        watches.ended(id)
        let name = watches.names[id]?.spec.expression ?? "the watch"
        say(.information, "\(name) had its one hit: it is disarmed")
    }
}
