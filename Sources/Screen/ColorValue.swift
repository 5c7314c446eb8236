/// A 24-bit colour.
package struct ColorValue: Hashable, Sendable {
    package var red: UInt8
    package var green: UInt8
    package var blue: UInt8

    package init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// `#1a2b3c`.
    package init?(hexadecimal text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 7, digits[0] == UInt8(ascii: "#"), let value = UInt32(text.dropFirst(), radix: 16),
            digits[1] != UInt8(ascii: "+")
        else { return nil }
        self.init(
            red: UInt8(value >> 16), green: UInt8(truncatingIfNeeded: value >> 8),
            blue: UInt8(truncatingIfNeeded: value))
    }

    /// The nearest of a 256-colour terminal's fixed colours, 16…255: the 6×6×6 cube and the greys of xterm.
    package var nearestIndex: UInt8 {
        var best: (index: UInt8, distance: Int) = (16, .max)
        for index in UInt8(16)...255 {
            let distance = distance(to: Self.fixed(index))
            if distance < best.distance { best = (index, distance) }
        }
        return best.index
    }

    func distance(to other: ColorValue) -> Int {
        let (r, g, b) = (
            Int(red) - Int(other.red), Int(green) - Int(other.green), Int(blue) - Int(other.blue)
        )
        // The eye's sensitivity, roughly.
        return 3 * r * r + 6 * g * g + 2 * b * b
    }

    /// How light it looks, 0…255000: the sum that television used.
    var lightness: Int { 299 * Int(red) + 587 * Int(green) + 114 * Int(blue) }

    /// What a 256-colour terminal shows for 16…255.
    package static func fixed(_ index: UInt8) -> ColorValue {
        let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
        guard index < 232 else {
            let level = 8 + (index - 232) * 10
            return ColorValue(red: level, green: level, blue: level)
        }
        let n = Int(index) - 16
        return ColorValue(red: levels[n / 36], green: levels[n / 6 % 6], blue: levels[n % 6])
    }
}
