import DebugRegisters
import ProgramModel
package import Session
import Tracing
import WatchSlots

/// A hit's value before and after, part by part.
package enum ValueRows {
    private static let width = 120

    /// - Parameters:
    ///   - watch: nil when it is gone: then there is only the number.
    ///   - names: what lies at the addresses that pointers hold.
    package static func of(_ hit: Hit, watch: WatchDescription?, names: [UInt64: String]) -> [ValueRow] {
        guard hit.kind != .execute else { return [] }
        let expression = watch.map { DisplayText.sanitized($0.expression) } ?? "value"
        var rows: [ValueRow] = []
        if let change = HitValue.change(of: hit.record, watch: watch, names: names, width: width) {
            // A path goes on after the watch's own; alone it says which part of it these bytes are.
            rows = change.rows.map {
                ValueRow(
                    path: $0.path.isEmpty ? expression : $0.path, old: $0.old, new: $0.new, isChanged: $0.isChanged)
            }
        } else {
            func text(_ bits: UInt64, _ flag: HitRecord.Flags) -> String? {
                guard hit.flags.contains(flag) else { return nil }
                return HitValue.text(bits, of: hit.record, watch: watch, width: width, names: names)
            }
            rows = [
                ValueRow(
                    path: expression, old: text(hit.old, .hasOld), new: text(hit.new, .hasNew), isChanged: false)
            ]
        }
        let bits = ValueRow(
            path: "bits", old: hit.flags.contains(.hasOld) ? hexadecimal(hit.old) : nil,
            new: hit.flags.contains(.hasNew) ? hexadecimal(hit.new) : nil, isChanged: false)
        // Once more in hexadecimal, unless that is how it reads anyway.
        return rows.count == 1 && rows[0].old == bits.old && rows[0].new == bits.new ? rows : rows + [bits]
    }

    private static func hexadecimal(_ bits: UInt64) -> String { "0x" + String(bits, radix: 16) }
}
