import DebugRegisters
import Session
import Tracing
import WatchSlots

/// One thing to look at in a record: what is left of a term once all is settled that the site alone decides.
struct HitTest: Hashable, Sendable {
    enum Kind: UInt8, Hashable, Sendable {
        case thread
        /// The value's bits.
        case bits
        /// Digits anywhere in the decimal number.
        case digits, signedDigits
        /// The value as the screen writes it.
        case text
    }

    var kind: Kind
    var looksAtOld = false
    var looksAtNew = false
    var isInverted: Bool
    /// The thread, the bits, or the digits as a number.
    var number: UInt64 = 0
    /// Ten to the power of how many digits there are.
    var power: UInt64 = 0
    /// The lengths in bytes that the number fits in, by their bits: 1, 2, 4, 8.
    var lengths: UInt8 = 0
    /// Which of the matcher's patterns.
    var pattern = 0

    /// nil when the text of a value has to be looked at.
    @inline(__always)
    func accepts(_ record: HitRecord) -> Bool? {
        switch kind {
        case .thread: return (UInt64(UInt32(bitPattern: record.tid)) == number) != isInverted
        case .text: return nil
        case .bits, .digits, .signedDigits:
            guard record.kind != .execute else { return isInverted }
            let found =
                looksAtNew && record.flags.contains(.hasNew) && matches(record.new, record.length.byteCount)
                || looksAtOld && record.flags.contains(.hasOld) && matches(record.old, record.length.byteCount)
            return found != isInverted
        }
    }

    @inline(__always)
    private func matches(_ bits: UInt64, _ byteCount: Int) -> Bool {
        let unused = UInt64(64 - 8 * byteCount)
        if kind == .bits { return lengths & UInt8(byteCount) != 0 && bits << unused == number << unused }
        var rest = (bits << unused) >> unused
        if kind == .signedDigits {
            rest = (Int64(bitPattern: bits << unused) >> Int64(unused)).magnitude
        }
        // A number of so many digits ends in the wanted ones, or the number without its last digit does.
        if rest == 0 { return number == 0 && power == 10 }
        while rest >= power / 10 {
            if rest % power == number { return true }
            rest /= 10
            if rest == 0 { return false }
        }
        return false
    }
}
