/// When flexible watches give their registers to the next.
public enum RotationPace: Hashable, Sendable, Codable {
    /// After so many nanoseconds of the program's running.
    case time(UInt64)
    /// After so many hits of flexible watches; and after a second at the latest, so that watches without hits do not hold
    /// their registers for ever.
    case hits(UInt64)

    public static let standard = RotationPace.time(100_000_000)

    /// Nanoseconds after which a turn is over in any case.
    public var longest: UInt64 {
        switch self {
        case .time(let time): time
        case .hits: 1_000_000_000
        }
    }
}

extension RotationPace {
    /// `50ms`, `2s`, or `1000hits`; 1 ms to 1 h, and 1 hit to 10⁹.
    public init(parsing text: String) throws(RotationPaceError) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = UInt64(digits), number > 0 else { throw .malformed }
        switch text.dropFirst(digits.count) {
        case "ms" where number <= 3_600_000: self = .time(number * 1_000_000)
        case "s" where number <= 3600: self = .time(number * 1_000_000_000)
        case "hits", "hit":
            guard number <= 1_000_000_000 else { throw .outOfRange }
            self = .hits(number)
        case "ms", "s": throw .outOfRange
        case "": throw .missingUnit(number)
        default: throw .malformed
        }
    }
}

/// Why a text is no pace.
public enum RotationPaceError: Error, Hashable, Sendable, CustomStringConvertible {
    case malformed
    case missingUnit(UInt64)
    case outOfRange

    public var description: String {
        switch self {
        case .malformed: "give a time, such as 50ms, or a number of hits, such as 1000hits"
        case .missingUnit(let number): "\(number) of what? give \(number)ms or \(number)hits"
        case .outOfRange: "a turn lasts from 1ms to 3600s, or from 1hits to 1000000000hits"
        }
    }
}
