internal import CCurses
internal import ViewModel

/// A cursor, editing or function key with modifiers, and the code that ncurses is taught for it.
struct ModifiedKey: Hashable {
    let key: KeyPress
    let modifiers: KeyModifiers

    init(_ key: KeyPress, _ modifiers: KeyModifiers) {
        self.key = key
        self.modifiers = modifiers
    }

    /// The key of a code; nil where it is none of these.
    init?(code: Int32) {
        let (index, modifiers) = (code - Self.firstCode).quotientAndRemainder(dividingBy: 8)
        guard code >= Self.firstCode, Self.keys.indices.contains(Int(index)), modifiers > 0 else { return nil }
        self.init(Self.keys[Int(index)].key, KeyModifiers(rawValue: UInt8(modifiers)))
    }

    /// Clear of ncurses' own and of `InputDecoder`'s.
    private static let firstCode: Int32 = 6000

    /// With the names that descriptions give them: alone with Shift, with 3 to 8 behind them for the other modifiers
    /// (user_caps(5)). Function keys with modifiers have higher numbers there, in no order that all keep to.
    private static let keys: [(key: KeyPress, name: String?)] =
        [
            (.up, "kUP"), (.down, "kDN"), (.right, "kRIT"), (.left, "kLFT"), (.home, "kHOM"), (.end, "kEND"),
            (.insert, "kIC"), (.delete, "kDC"), (.pageUp, "kPRV"), (.pageDown, "kNXT"),
        ] + (1...12).map { (.function($0), nil) }

    private static func code(_ index: Int, _ modifiers: KeyModifiers) -> Int32 {
        firstCode + Int32(index) * 8 + Int32(modifiers.rawValue)
    }

    /// What most terminals send for them, as xterm does.
    static var commonSequences: [(sequence: String, code: Int32)] {
        keys.enumerated().flatMap { index, entry in
            KeyModifiers.combinations.flatMap { modifiers in
                let code = code(index, modifiers)
                let usual = (String(decoding: entry.key.bytes(with: modifiers), as: UTF8.self), code)
                // The numbers of a VT220's keys.
                let number = entry.key == .home ? 1 : entry.key == .end ? 4 : nil
                return [usual] + (number.map { [("\u{1B}[\($0);\(modifiers.rawValue + 1)~", code)] } ?? [])
            }
        }
    }

    /// What the current description says that the terminal sends for them.
    static func describedSequences() -> [(sequence: String, code: Int32)] {
        keys.enumerated().flatMap { index, entry in
            KeyModifiers.combinations.compactMap { modifiers in
                guard let name = entry.name else { return nil }
                let suffix = modifiers == .shift ? "" : "\(modifiers.rawValue + 1)"
                guard let text = cc_string_capability(name + suffix) else { return nil }
                return (String(cString: text), code(index, modifiers))
            }
        }
    }
}

extension ModifiedKey {
    var code: Int32? { Self.keys.firstIndex { $0.key == key }.map { Self.code($0, modifiers) } }
}
