/// Where in a sequence of bytes the output is (the states of a VT500, as Paul Williams drew them).
struct OutputParser: Hashable, Sendable {
    enum State: Hashable { case ground, escape, intermediate, control, string }

    var state = State.ground
    /// Of an escape sequence, such as `(`.
    var intermediate: UInt8 = 0
    /// Of a control sequence: all between `ESC [` and the final byte.
    private(set) var parameters: [UInt8] = []
    private(set) var isTooLong = false
    /// OSC ends in BEL, too.
    private var endsInBell = false
    private var stringLength = 0

    private static let longestControl = 256
    /// A string that never ends must not swallow the output for ever; the largest clipboards and pictures are shorter.
    private static let longestString = 1 << 20

    mutating func beginControl() {
        state = .control
        parameters.removeAll(keepingCapacity: true)
        isTooLong = false
    }

    mutating func addParameter(_ byte: UInt8) {
        if parameters.count < Self.longestControl { parameters.append(byte) } else { isTooLong = true }
    }

    mutating func beginString(endsInBell: Bool) {
        state = .string
        self.endsInBell = endsInBell
        stringLength = 0
    }

    mutating func takeString(_ byte: UInt8) {
        switch byte {
        case 0x1B: state = .escape
        case 0x18, 0x1A: state = .ground
        case 0x07 where endsInBell: state = .ground
        default:
            stringLength += 1
            if stringLength > Self.longestString { state = .ground }
        }
    }
}

/// The parameters of a control sequence.
struct ControlParameters {
    /// `?`, `>`, `<` or `=`; 0 for none.
    var prefix: UInt8 = 0
    /// 0 for none.
    var intermediate: UInt8 = 0
    /// Between semicolons, each with its parts between colons.
    var groups: [[Int]] = [[0]]
    var isEmpty = true

    private static let largest = 65535

    init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        if let first = rest.first, (0x3C...0x3F).contains(first) {
            prefix = first
            rest.removeFirst()
        }
        isEmpty = rest.isEmpty
        var group = 0
        var part = 0
        for byte in rest {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                groups[group][part] = min(Self.largest, groups[group][part] * 10 + Int(byte - 0x30))
            case UInt8(ascii: ";"):
                groups.append([0])
                (group, part) = (group + 1, 0)
            case UInt8(ascii: ":"):
                groups[group].append(0)
                part += 1
            case 0x20...0x2F: intermediate = byte
            default: break
            }
        }
    }

    /// A parameter; where it is missing or 0, `standard`.
    func value(_ index: Int, or standard: Int = 1) -> Int {
        guard index < groups.count, groups[index][0] > 0 else { return standard }
        return groups[index][0]
    }
}
