import DebugRegisters
import HitRules
import ProgramModel
import Session
import WatchSlots

/// Settles what a site alone decides of a filter's terms, and says what is left to look at in each record.
struct TermCompiler: Hashable, Sendable {
    private let filter: HitFilter
    /// Texts to be found in values; tests name them by their index.
    private(set) var patterns: [TextPattern] = []

    init(_ filter: HitFilter) { self.filter = filter }

    private static let everyClass = HitClass.allCases.reduce(UInt16(0)) { $0 | $1.bit }

    private enum Verdict {
        case holds(Bool)
        case depends(HitTest)
    }

    /// - Parameters:
    ///   - site: nil for hits of which no site was told.
    ///   - watch: says how the values are read.
    /// - Returns: a mask of the classes of hits that may pass, and what each of their records has to pass.
    mutating func compile(_ site: Site?, _ watch: WatchDescription?) -> (classes: UInt16, tests: [HitTest]) {
        var classes = Self.everyClass
        var tests: [HitTest] = []
        for term in filter.terms {
            if case .access(let access) = term.subject {
                let mask = Self.mask(of: access, site?.finding?.access)
                classes &= term.isInverted ? ~mask : mask
                continue
            }
            switch verdict(of: term, site, watch) {
            case .holds(true): break
            case .holds(false): return (0, [])
            case .depends(let test): tests.append(test)
            }
        }
        return (classes, tests)
    }

    private mutating func verdict(of term: HitFilter.Term, _ site: Site?, _ watch: WatchDescription?) -> Verdict {
        let no = Verdict.holds(term.isInverted)
        let place = site?.finding?.place
        switch term.subject {
        // Settled elsewhere: by the record's slot, and by its class.
        case .slot, .access: return .holds(true)
        case .thread(let tid):
            return .depends(
                HitTest(kind: .thread, isInverted: term.isInverted, number: UInt64(UInt32(bitPattern: tid))))
        case .function(let pattern):
            return .holds((place?.function).map(pattern.matches) ?? false != term.isInverted)
        case .file(let pattern): return .holds((place?.file).map(pattern.matches) ?? false != term.isInverted)
        case .address(let address):
            let found = site.map { $0.query.pc == address || $0.instructionAddress == address } ?? false
            return .holds(found != term.isInverted)
        case .value(let side, let pattern):
            guard var test = test(for: pattern, reading: ValueReading(watch, site)) else { return no }
            test.isInverted = term.isInverted
            test.looksAtNew = side != .old
            test.looksAtOld = side != .new
            return .depends(test)
        case .text(let pattern):
            if Self.names(of: site, watch).contains(where: pattern.matches) { return .holds(!term.isInverted) }
            guard var test = test(forText: pattern, reading: ValueReading(watch, site)) else { return no }
            test.isInverted = term.isInverted
            (test.looksAtNew, test.looksAtOld) = (true, true)
            return .depends(test)
        }
    }

    private static func names(of site: Site?, _ watch: WatchDescription?) -> [String] {
        let place = site?.finding?.place
        let line = place?.file.map { file in file + (place?.line.map { ":\($0)" } ?? "") }
        return [place?.function, line, place?.module, site?.finding?.instruction?.text, watch?.expression]
            .compactMap { $0 }
    }

    private static func mask(of wanted: HitFilter.Access, _ access: AccessKind?) -> UInt16 {
        var mask: UInt16 = 0
        for hitClass in HitClass.allCases {
            let outcome = hitClass.outcome(access: access)
            let fits =
                switch wanted {
                case .write: outcome == .changed || outcome == .same || outcome == .written
                case .changed: outcome == .changed
                case .same, .silent: outcome == .same
                case .read:
                    outcome == .read
                        || hitClass != .execute && !hitClass.isAtWriteSlot && access?.includesRead == true
                case .execute: outcome == .executed
                case .unknown: outcome == .unknown
                }
            if fits { mask |= hitClass.bit }
        }
        return mask
    }

    // MARK: Values

    /// nil when no value can have it.
    private mutating func test(for pattern: HitFilter.ValuePattern, reading: ValueReading) -> HitTest? {
        switch pattern {
        case .bits(let bits):
            return bitsTest(bits) { bits <= .max >> (64 - 8 * UInt64($0)) }
        case .number(let magnitude, let isNegative):
            switch reading {
            case .unsigned, .hexadecimal:
                return isNegative ? nil : bitsTest(magnitude) { magnitude <= .max >> (64 - 8 * UInt64($0)) }
            case .signed:
                return bitsTest(isNegative ? 0 &- magnitude : magnitude) {
                    magnitude <= (UInt64(1) << (8 * UInt64($0) - 1)) - (isNegative ? 0 : 1)
                }
            case .typed: return textTest(TextPattern((isNegative ? "-" : "") + String(magnitude)))
            }
        case .text(let pattern): return test(forText: pattern, reading: reading)
        }
    }

    private func bitsTest(_ bits: UInt64, fits: (Int) -> Bool) -> HitTest {
        var lengths: UInt8 = 0
        for length in WatchLength.allCases where fits(length.byteCount) { lengths |= UInt8(length.byteCount) }
        return HitTest(kind: .bits, isInverted: false, number: bits, lengths: lengths)
    }

    /// nil when no text of such a value can have it: a name is then never looked for in numbers.
    private mutating func test(forText pattern: TextPattern, reading: ValueReading) -> HitTest? {
        switch reading {
        case .unsigned, .signed:
            if let (value, count) = pattern.digits {
                let power = (0..<count).reduce(UInt64(1)) { power, _ in power * 10 }
                return HitTest(
                    kind: reading == .signed ? .signedDigits : .digits, isInverted: false, number: value, power: power)
            }
            return pattern.consists(of: "-0123456789") ? textTest(pattern) : nil
        case .hexadecimal: return pattern.consists(of: "0123456789abcdefx") ? textTest(pattern) : nil
        case .typed: return textTest(pattern)
        }
    }

    private mutating func textTest(_ pattern: TextPattern) -> HitTest {
        let index = patterns.firstIndex(of: pattern) ?? patterns.count
        if index == patterns.count { patterns.append(pattern) }
        return HitTest(kind: .text, isInverted: false, pattern: index)
    }
}

/// How the values of a site are written.
private enum ValueReading {
    case unsigned, signed, hexadecimal
    /// With words, points or names.
    case typed

    init(_ watch: WatchDescription?, _ site: Site?) {
        guard let type = watch?.type else {
            self = .hexadecimal
            return
        }
        switch type {
        case .integer(_, let count, let isSigned) where count == site?.query.byteCount:
            self = isSigned ? .signed : .unsigned
        case .opaque: self = .hexadecimal
        default: self = .typed
        }
    }
}
