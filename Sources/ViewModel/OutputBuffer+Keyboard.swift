extension OutputBuffer {
    /// What a key sends to the program, which may have asked for other cursor keys (DECCKM).
    package func bytes(for key: KeyPress) -> [UInt8] {
        guard modes.hasApplicationCursor else { return key.bytes }
        return switch key {
        case .up: Array("\u{1B}OA".utf8)
        case .down: Array("\u{1B}OB".utf8)
        case .right: Array("\u{1B}OC".utf8)
        case .left: Array("\u{1B}OD".utf8)
        case .home: Array("\u{1B}OH".utf8)
        case .end: Array("\u{1B}OF".utf8)
        default: key.bytes
        }
    }

    /// What pasted text sends: Enter at the ends of lines, and no control character that would act or end the paste.
    package func bytes(forPaste text: String) -> [UInt8] {
        let bytes = text.utf8.compactMap { byte -> UInt8? in
            byte == 0x0A ? 0x0D : byte >= 0x20 && byte != 0x7F || byte == 0x09 || byte == 0x0D ? byte : nil
        }
        guard modes.marksPastes else { return bytes }
        return Array("\u{1B}[200~".utf8) + bytes + Array("\u{1B}[201~".utf8)
    }
}
