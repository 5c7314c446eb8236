internal import CNcurses
internal import ViewModel

/// One thing that ncurses read.
enum RawInput: Hashable {
    case character(Unicode.Scalar)
    /// A code of ncurses', KEY_UP and its like, or one of `InputDecoder`'s own.
    case key(Int32)
    case mouse(MouseAction)
}

/// Turns what ncurses reads into events.
///
/// ncurses has already waited the escape delay: an Escape that something follows in the same batch was sent together
/// with it, by Alt or by a key that the terminal's description does not know.
struct InputDecoder {
    /// Codes for the sequences around pasted text, clear of ncurses' own and of those it makes up for extended keys.
    static let pasteBegin: Int32 = 5000
    static let pasteEnd: Int32 = 5001
    /// The terminal's answer to `FramePacing.question`.
    static let statusReport: Int32 = 5002
    /// A paste that never ends must not swallow the keyboard for ever.
    static let longestPaste = 1 << 20

    /// Text of a paste under way.
    private var paste: String?

    mutating func decode(_ batch: [RawInput]) -> [TerminalEvent] {
        var events: [TerminalEvent] = []
        var rest = batch[...]
        while let input = rest.popFirst() {
            if paste != nil {
                collect(input, into: &events)
                continue
            }
            switch input {
            case .key(Self.pasteBegin): paste = ""
            case .character("\u{1B}"): decodeEscape(&rest, into: &events)
            default:
                if let event = Self.event(input) { events.append(event) }
            }
        }
        return events
    }

    private mutating func collect(_ input: RawInput, into events: inout [TerminalEvent]) {
        switch input {
        case .character("\r"), .character("\n"): paste?.unicodeScalars.append("\n")
        case .character(let scalar) where scalar == "\t" || !Self.isControl(scalar):
            paste?.unicodeScalars.append(scalar)
        default: break
        }
        guard let text = paste else { return }
        if input == .key(Self.pasteEnd) || text.utf8.count >= Self.longestPaste {
            events.append(.paste(text))
            paste = nil
        }
    }

    private func decodeEscape(_ rest: inout ArraySlice<RawInput>, into events: inout [TerminalEvent]) {
        guard let next = rest.first, next != .character("\u{1B}") else {
            events.append(.key(.escape))
            return
        }
        if let length = Self.sequenceLength(rest) {
            rest.removeFirst(length)
            return
        }
        switch next {
        case .key(Self.pasteBegin), .mouse: events.append(.key(.escape))
        default:
            rest.removeFirst()
            switch Self.event(next) {
            case .key(let key): events.append(.altKey(key))
            case .modifiedKey(let key, let modifiers): events.append(.modifiedKey(key, modifiers.union(.alt)))
            default: break
            }
        }
    }

    /// How much of the input belongs to a control sequence begun by the Escape before it; nil if it is none.
    private static func sequenceLength(_ rest: ArraySlice<RawInput>) -> Int? {
        let scalars = rest.lazy.map { input -> Unicode.Scalar? in
            if case .character(let scalar) = input { scalar } else { nil }
        }
        switch rest.first {
        case .character("["):
            // Parameters and intermediates, then one final byte (ECMA-48 5.4).
            for (index, scalar) in scalars.enumerated().dropFirst() {
                guard let scalar, (0x20...0x7E).contains(scalar.value) else { return nil }
                if scalar.value >= 0x40 { return index + 1 }
            }
            return nil
        case .character("O"):
            guard let final = scalars.dropFirst().first ?? nil, (0x41...0x7A).contains(final.value) else { return nil }
            return 2
        case .character("]"), .character("P"), .character("_"):
            // A report ends in BEL or in ESC \.
            var previous: Unicode.Scalar?
            for (index, scalar) in scalars.enumerated() {
                if scalar == "\u{07}" || (scalar == "\\" && previous == "\u{1B}") { return index + 1 }
                previous = scalar
            }
            return nil
        default: return nil
        }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }

    private static func event(_ input: RawInput) -> TerminalEvent? {
        switch input {
        case .mouse(let action): .mouse(action)
        case .key(let code): modifiedKey(code: code) ?? key(code: code).map { .key($0) }
        case .character(let scalar): key(scalar).map { .key($0) }
        }
    }

    private static func key(_ scalar: Unicode.Scalar) -> KeyPress? {
        switch scalar.value {
        case 0x0D, 0x0A: .enter
        case 0x09: .tab
        // Terminals differ in which of the two their Backspace sends.
        case 0x08, 0x7F: .backspace
        case 0x1B: .escape
        case 0x01...0x1A: .control(Character(Unicode.Scalar(UInt8(scalar.value + 0x60))))
        case 0x1C...0x1F: .control(Character(Unicode.Scalar(UInt8(scalar.value + 0x40))))
        case 0x00, 0x80...0x9F: nil
        default: .character(Character(scalar))
        }
    }

    private static func modifiedKey(code: Int32) -> TerminalEvent? {
        // Beyond F12 lie those with Shift, where a description has them without modifiers.
        if (KEY_F0 + 13...KEY_F0 + 24).contains(code) {
            return .modifiedKey(.function(Int(code - KEY_F0) - 12), .shift)
        }
        return ModifiedKey(code: code).map { .modifiedKey($0.key, $0.modifiers) }
    }

    private static func key(code: Int32) -> KeyPress? {
        switch code {
        case KEY_UP, KEY_SR: .up
        case KEY_DOWN, KEY_SF: .down
        case KEY_LEFT, KEY_SLEFT: .left
        case KEY_RIGHT, KEY_SRIGHT: .right
        case KEY_PPAGE, KEY_SPREVIOUS, KEY_A3: .pageUp
        case KEY_NPAGE, KEY_SNEXT, KEY_C3: .pageDown
        case KEY_HOME, KEY_SHOME, KEY_A1: .home
        case KEY_END, KEY_SEND, KEY_C1: .end
        case KEY_DC, KEY_SDC: .delete
        case KEY_IC, KEY_SIC: .insert
        case KEY_BACKSPACE: .backspace
        case KEY_ENTER: .enter
        case KEY_BTAB: .backTab
        case KEY_F0 + 1...KEY_F0 + 12: .function(Int(code - KEY_F0))
        default: nil
        }
    }

    /// Sequences that terminals send although their descriptions often leave them out, and the codes they stand for.
    static var commonSequences: [(sequence: String, code: Int32)] {
        var sequences: [(String, Int32)] = [
            ("\u{1B}[200~", pasteBegin), ("\u{1B}[201~", pasteEnd), (FramePacing.answer, statusReport),
        ]
        let letters: [(String, Int32)] = [
            ("A", KEY_UP), ("B", KEY_DOWN), ("C", KEY_RIGHT), ("D", KEY_LEFT), ("H", KEY_HOME), ("F", KEY_END),
        ]
        let numbers: [(Int, Int32)] = [
            (1, KEY_HOME), (2, KEY_IC), (3, KEY_DC), (4, KEY_END), (5, KEY_PPAGE), (6, KEY_NPAGE),
        ]
        for (letter, code) in letters {
            sequences += [("\u{1B}[\(letter)", code), ("\u{1B}O\(letter)", code)]
        }
        for (number, code) in numbers { sequences.append(("\u{1B}[\(number)~", code)) }
        sequences.append(("\u{1B}[Z", KEY_BTAB))
        return sequences + ModifiedKey.commonSequences
    }
}
