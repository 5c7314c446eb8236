extension ColorValue {
    /// Enough to read text by (WCAG 2.1, 1.4.3).
    private static let readableContrast = 4.5

    /// Relative luminance, 0…1, with the square in place of sRGB's curve: it is off by less than 0.04.
    private var luminance: Double {
        func linear(_ level: UInt8) -> Double { Double(level) / 255 * Double(level) / 255 }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// 1…21.
    func contrast(with other: ColorValue) -> Double {
        let (a, b) = (luminance + 0.05, other.luminance + 0.05)
        return max(a, b) / min(a, b)
    }

    func isReadable(on ground: ColorValue) -> Bool { contrast(with: ground) >= Self.readableContrast }

    /// The first colour on the way to another that can be read on a ground; the other if none can.
    func readable(on ground: ColorValue, towards text: ColorValue?) -> ColorValue {
        guard let text, !isReadable(on: ground) else { return self }
        for step in 1..<8 {
            let color = mixed(with: text, eighths: step)
            if color.isReadable(on: ground) { return color }
        }
        return text
    }

    private func mixed(with other: ColorValue, eighths: Int) -> ColorValue {
        func mix(_ a: UInt8, _ b: UInt8) -> UInt8 { UInt8((Int(a) * (8 - eighths) + Int(b) * eighths) / 8) }
        return ColorValue(red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
    }
}
