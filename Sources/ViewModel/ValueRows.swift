import DebugRegisters
import ProgramModel
package import Session
import Tracing
import WatchSlots

/// A hit's value before and after, part by part.
package enum ValueRows {
    /// - Parameters:
    ///   - watch: nil when it is gone: then there is only the number.
    ///   - names: what lies at the addresses that pointers hold.
    package static func of(_ hit: Hit, watch: WatchDescription?, names: [UInt64: String]) -> [ValueRow] {
        guard hit.kind != .execute else { return [] }
        func text(_ bits: UInt64, _ flag: HitRecord.Flags) -> String? {
            guard hit.flags.contains(flag) else { return nil }
            let value = HitValue.text(bits, of: hit.record, watch: watch, width: 120)
            return value + (names[bits].map { " <\(DisplayText.sanitized($0))>" } ?? "")
        }
        let isChanged = hit.flags.isSuperset(of: [.hasOld, .hasNew]) && hit.old != hit.new
        let whole = ValueRow(
            path: watch.map { DisplayText.sanitized($0.expression) } ?? "value", old: text(hit.old, .hasOld),
            new: text(hit.new, .hasNew), isChanged: isChanged)
        let bits = ValueRow(
            path: "bits", old: hit.flags.contains(.hasOld) ? hexadecimal(hit.old) : nil,
            new: hit.flags.contains(.hasNew) ? hexadecimal(hit.new) : nil, isChanged: false)
        // Once more in hexadecimal, unless that is how it reads anyway.
        return whole.old == bits.old && whole.new == bits.new ? [whole] : [whole, bits]
    }

    private static func hexadecimal(_ bits: UInt64) -> String { "0x" + String(bits, radix: 16) }
}
