import Screen

/// WCAG 2: contrast of two colours by their relative luminance.
enum Contrast {
    static func of(_ a: ColorValue, _ b: ColorValue) -> Double {
        let (x, y) = (luminance(a), luminance(b))
        return (max(x, y) + 0.05) / (min(x, y) + 0.05)
    }

    private static func luminance(_ color: ColorValue) -> Double {
        0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)
    }

    private static func linear(_ value: UInt8) -> Double {
        let x = Double(value) / 255
        if x <= 0.03928 { return x / 12.92 }
        let base = (x + 0.055) / 1.055
        // base^2.4 without a mathematics library: base² · base^0.4, by Newton's fifth root of base².
        var root = 1.0
        for _ in 0..<40 {
            root -= (root * root * root * root * root - base * base) / (5 * root * root * root * root)
        }
        return base * base * root
    }
}
