import ViewModel

/// How many cells texts take.
package enum DisplayWidth {
    /// 0, 1 or 2. A control character counts 0: none reaches a frame.
    package static func of(_ scalar: Unicode.Scalar) -> Int {
        // Nearly all of them, without a call into another module.
        (0x20..<0x7F).contains(scalar.value) ? 1 : CellWidth.of(scalar)
    }

    /// The cells that a text takes.
    package static func of(_ text: some StringProtocol) -> Int {
        var width = 0
        for scalar in text.unicodeScalars { width += of(scalar) }
        return width
    }
}
