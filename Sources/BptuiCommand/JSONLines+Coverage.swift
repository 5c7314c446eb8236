import Session
import WatchSlots

extension JSONLines {
    /// How much of the wanted time a watch was armed, in seconds, and its count scaled to all of it.
    ///
    /// `scaled` and its `error`, ± at 95 %, are absent where they are not known: after a single turn there is only
    /// `error_at_least`, without a hit there is only `at_most`, and of a watch that was never armed nothing is said.
    func coverage(_ coverage: WatchCoverage, of watch: WatchDescription?) {
        text.append("{\"type\":\"coverage\",\"watch\":")
        text.append(decimal: UInt64(coverage.watch.rawValue))
        if let watch {
            text.append(",\"expression\":")
            text.append(json: watch.expression)
        }
        text.append(",\"armed\":")
        text.append(seconds: coverage.armed)
        text.append(",\"wanted\":")
        text.append(seconds: coverage.wanted)
        if let share = coverage.share {
            text.append(",\"coverage\":")
            text.append(json: share, decimals: 4)
        }
        text.append(",\"hits\":")
        text.append(decimal: coverage.hits)
        text.append(",\"turns\":")
        text.append(decimal: coverage.sliceCount)
        switch coverage.estimate {
        case .exact(let count):
            text.append(",\"scaled\":")
            text.append(decimal: count)
            text.append(",\"error\":0")
        case .scaled(let estimate, let error, let least):
            text.append(",\"scaled\":")
            text.append(json: estimate, decimals: 1)
            if let error {
                text.append(",\"error\":")
                text.append(json: error, decimals: 1)
            } else {
                text.append(",\"error_at_least\":")
                text.append(json: least, decimals: 1)
            }
        case .none(let most):
            text.append(",\"at_most\":")
            text.append(json: most, decimals: 0)
        case .unknown: break
        }
        text.append("}\n")
    }
}

extension ByteText {
    /// A number from 0 with so many decimals; beyond 10¹⁵ that bound.
    func append(json value: Double, decimals: Int) {
        let scale = (0..<decimals).reduce(UInt64(1)) { scale, _ in scale * 10 }
        let bounded = value.isFinite ? min(max(0, value), 1e15 / Double(scale)) : 1e15 / Double(scale)
        let whole = UInt64((bounded * Double(scale)).rounded())
        append(decimal: whole / scale)
        guard decimals > 0 else { return }
        append(byte: UInt8(ascii: "."))
        append(decimal: whole % scale, width: decimals)
    }
}
