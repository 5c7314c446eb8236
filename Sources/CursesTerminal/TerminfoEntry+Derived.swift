extension TerminfoEntry {
    /// Colour number of palette index 0 in a direct-colour entry; below it lie the 24-bit colours as 0xRRGGBB.
    static let paletteBase: Int32 = 0x100_0000

    /// This terminal with 24-bit colours, which every terminal that announces them takes in this form.
    func withDirectColor() -> TerminfoEntry {
        var entry = self
        entry.numbers["colors"] = Self.paletteBase + 256
        entry.numbers["pairs"] = 0x1_0000
        entry.strings["setaf"] = Self.directColor(introducer: "38")
        entry.strings["setab"] = Self.directColor(introducer: "48")
        // The palette is the user's.
        entry.flags.remove("ccc")
        entry.flags.remove("hls")
        for name in ["initc", "initp", "oc", "scp", "setf", "setb"] { entry.strings[name] = nil }
        if entry.strings["op"] == nil { entry.strings["op"] = Array("\u{1B}[39;49m".utf8) }
        entry.extendedFlags.insert("AX")
        entry.extendedFlags.remove("RGB")
        entry.extendedStrings["RGB"] = Array("8/8/8".utf8)
        return entry
    }

    private static func directColor(introducer: String) -> [UInt8] {
        let base = "%{\(paletteBase)}"
        let components = "%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d"
        return Array("\u{1B}[%?%p1\(base)%<%t\(introducer);2;\(components)%e\(introducer);5;%p1\(base)%-%d%;m".utf8)
    }

    /// This terminal with mouse reports that reach beyond column 223 (SGR), as tmux speaks them though its entry does not say so.
    func withSGRMouse() -> TerminfoEntry {
        var entry = self
        entry.strings["kmous"] = Array("\u{1B}[<".utf8)
        entry.extendedStrings["XM"] = Array("\u{1B}[?1006;1000%?%p1%{1}%=%th%el%;".utf8)
        return entry
    }

    /// Whether the terminal is tmux, by the variable that tmux sets and the name that it gives itself.
    func isTmux(environment: [String: String]) -> Bool {
        environment["TMUX"] != nil && (name.hasPrefix("tmux") || name.hasPrefix("screen"))
    }
}
