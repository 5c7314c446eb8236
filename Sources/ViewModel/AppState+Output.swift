import Session

/// The program's terminal.
extension AppState {
    mutating func takeOutput(_ bytes: [UInt8]) -> [AppEffect] {
        if let size = layout?.outputSize { output.resize(columns: size.columns, rows: size.rows) }
        let before = output.lineCount + output.droppedCount
        let wantedWholeScreen = output.wantsWholeScreen
        output.append(bytes)
        // What was scrolled to stays where it is.
        if outputScroll > 0 { outputScroll += output.lineCount + output.droppedCount - before }
        outputScroll = min(max(0, outputScroll), max(0, output.lineCount - 1))
        if output.wantsWholeScreen, !wantedWholeScreen, replay == nil {
            show(
                .warning,
                "full-screen programs want a terminal of their own: run 'tty; sleep 1d' in another one, "
                    + "then bptui --tty with the name that it prints"
            )
        }
        let replies = output.takeReplies()
        return replies.isEmpty || replay != nil ? [] : [.writeToProgram(replies)]
    }

    /// Modifiers are for the program alone: elsewhere a key counts as it is, and a function key with them as none.
    mutating func take(_ key: KeyPress, with modifiers: KeyModifiers) -> [AppEffect] {
        guard keyContext != .keyboard else {
            printed = nil
            return typeToProgram(key.bytes(with: modifiers))
        }
        if case .function = key { return [] }
        return take(key)
    }

    /// A key for the program: its answer is at the end of the output.
    mutating func typeToProgram(_ bytes: [UInt8]) -> [AppEffect] {
        guard !bytes.isEmpty else { return [] }
        outputScroll = 0
        return [.writeToProgram(bytes)]
    }
}
