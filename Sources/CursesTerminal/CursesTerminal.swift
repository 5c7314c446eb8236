internal import CCurses
internal import Glibc
package import Screen
internal import ViewModel

/// The terminal, through ncurses: frames go out, keys, mouse and signals come in, and it is left as it was found.
///
/// There is one a process, and it belongs to the main thread: that thread takes the signals. The loop polls
/// `inputDescriptor` and `signalDescriptor` for reading and calls `readEvents` when either is ready.
package final class CursesTerminal {
    package let capabilities: TerminalCapabilities
    /// Readable when keys wait.
    package let inputDescriptor: Int32
    /// Readable when a signal waits: resize, a request to leave, stop or continue.
    package let signalDescriptor: Int32

    private var decoder = InputDecoder()
    private var pairs: ColorPairs
    private var shown: Frame?
    private var isOpen = true
    private let speaksANSI: Bool
    private var pacing = FramePacing()

    /// Opens /dev/tty on its alternate screen.
    ///
    /// Sets the locale from the environment and takes LINES and COLUMNS out of it, which would fix the size for ever.
    package init(color: ColorChoice = .auto) throws(TerminalError) {
        setlocale(LC_ALL, "")
        unsetenv("LINES")
        unsetenv("COLUMNS")
        let tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard tty >= 0 else { throw .noTerminal(errno: errno) }
        do throws(TerminalError) {
            guard isatty(tty) == 1 else { throw .noTerminal(errno: ENOTTY) }
            let description = try TerminalDescription(tty: tty, color: color)
            let signals = cc_open_signals(tty)
            guard signals >= 0 else { throw .refused(name: description.entry.name) }
            let depth: ColorDepth
            do throws(TerminalError) {
                depth = try description.openScreen(tty: tty)
            } catch {
                cc_restore_modes(tty)
                cc_close_signals()
                throw error
            }
            for (sequence, code) in description.modifiedKeys { cc_define_key(sequence, code) }
            capabilities = TerminalCapabilities(colorDepth: depth, unicode: description.unicode)
            pairs = ColorPairs(depth: depth, limit: depth > .monochrome ? cc_pair_limit() : 0)
            speaksANSI = description.speaksANSI
            signalDescriptor = signals
            inputDescriptor = tty
            let reset = description.resetString
            reset.withUnsafeBufferPointer { bytes in
                bytes.withMemoryRebound(to: CChar.self) { cc_set_reset_string($0.baseAddress!, Int32($0.count)) }
            }
        } catch {
            Glibc.close(tty)
            throw error
        }
        for (sequence, code) in InputDecoder.commonSequences { cc_define_key(sequence, code) }
        cc_start_mouse()
        cc_flush()
        reportPastesAndDrags(true)
        beginPacing()
    }

    deinit { close() }

    /// Columns and rows of the screen.
    package var size: (width: Int, height: Int) { (Int(cc_columns()), Int(cc_rows())) }

    /// Puts the terminal back as it was found, and the signal handlers too. A second call does nothing.
    package func close() {
        guard isOpen else { return }
        reportPastesAndDrags(false)
        endPacing()
        isOpen = false
        cc_close_screen()
        cc_restore_modes(inputDescriptor)
        cc_close_signals()
        Glibc.close(inputDescriptor)
    }

    /// Leaves the screen, stops the process as Ctrl-Z does, and comes back to the screen when it goes on.
    ///
    /// `readEvents` reports `.resumed` afterwards.
    package func suspend() {
        guard isOpen else { return }
        reportPastesAndDrags(false)
        endPacing()
        cc_suspend_screen()
        cc_restore_modes(inputDescriptor)
        cc_stop_here(inputDescriptor)
        resume()
    }

    /// Takes the screen again and repaints it, after whatever a shell did with the terminal while the process was stopped.
    package func resume() {
        guard isOpen else { return }
        cc_suspend_screen()
        cc_resume_screen()
        reportPastesAndDrags(true)
        beginPacing()
        fitToTerminal()
    }

    /// Sends bytes that no frame can hold, such as a copy to the clipboard (OSC 52).
    package func send(_ bytes: [UInt8]) {
        guard isOpen else { return }
        bytes.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { text in
                guard let base = text.baseAddress else { return }
                _ = cc_write(inputDescriptor, base, Int32(text.count))
            }
        }
    }

    private func reportPastesAndDrags(_ on: Bool) {
        guard speaksANSI else { return }
        // 1002 reports the mouse while a button is down; ncurses itself asks for presses alone.
        send(Array("\u{1B}[?2004\(on ? "h" : "l")\u{1B}[?1002\(on ? "h" : "l")".utf8))
    }

    // MARK: Pacing

    /// Whether the terminal has shown what it was sent; a frame before that would only queue.
    package var isReady: Bool { cc_output_pending() == 0 && pacing.isReady(Self.now) }

    private static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private func beginPacing() {
        if speaksANSI, pacing.begin(Self.now) { send(FramePacing.question) }
    }

    /// An answer that comes later would be typed into the shell.
    private func endPacing() {
        let start = Self.now
        let patience = pacing.farewell(start)
        while pacing.farewell(start) > 0, cc_vanished(inputDescriptor) == 0, Self.now - start < patience {
            var polled = pollfd(fd: inputDescriptor, events: Int16(POLLIN), revents: 0)
            poll(&polled, 1, 50)
            var code: UInt32 = 0
            while true {
                let kind = cc_read(&code)
                if kind == CC_NOTHING { break }
                if kind == CC_KEY, code == UInt32(InputDecoder.statusReport) { pacing.takeAnswer(Self.now) }
            }
        }
        pacing = FramePacing()
    }

    // MARK: Events

    /// What has happened since the last call, without waiting.
    package func readEvents() -> [TerminalEvent] {
        guard isOpen else { return [] }
        var events = readSignals()
        // A flood of input must not keep the loop from painting.
        var batch: [RawInput] = []
        var code: UInt32 = 0
        while batch.count < 4096 {
            let kind = cc_read(&code)
            if kind == CC_NOTHING { break }
            if kind == CC_KEY, code == UInt32(InputDecoder.statusReport) {
                pacing.takeAnswer(Self.now)
            } else if kind != CC_CHARACTER, Int32(code) == keyMouse {
                batch += mouseActions()
            } else if let input = rawInput(kind: kind, code: code) {
                batch.append(input)
            }
        }
        events += decoder.decode(batch)
        if cc_vanished(inputDescriptor) != 0 { events.append(.vanished) }
        return events
    }

    private func rawInput(kind: cc_input, code: UInt32) -> RawInput? {
        if kind == CC_CHARACTER { return Unicode.Scalar(code).map { .character($0) } }
        return .key(Int32(code))
    }

    private func mouseActions() -> [RawInput] {
        var actions: [RawInput] = []
        var row: Int32 = 0
        var column: Int32 = 0
        while true {
            let kind: MouseAction.Kind
            switch cc_read_mouse(&row, &column) {
            case CC_MOUSE_NONE: return actions
            case CC_MOUSE_PRESS: kind = .press
            case CC_MOUSE_DRAG: kind = .drag
            case CC_MOUSE_RELEASE: kind = .release
            case CC_MOUSE_WHEEL_UP: kind = .wheelUp
            case CC_MOUSE_WHEEL_DOWN: kind = .wheelDown
            default: continue
            }
            actions.append(.mouse(MouseAction(kind: kind, row: Int(row), column: Int(column))))
        }
    }

    private func readSignals() -> [TerminalEvent] {
        var events: [TerminalEvent] = []
        while true {
            let signal = cc_next_signal(signalDescriptor)
            let event: TerminalEvent
            switch signal {
            case 0: return events
            case SIGWINCH:
                fitToTerminal()
                event = .resize(width: size.width, height: size.height)
            case SIGTSTP: event = .suspend
            case SIGCONT: event = .resumed
            default: event = .terminate(signal: signal)
            }
            // Dragging a window's corner sends a signal a line.
            if events.last != event { events.append(event) }
        }
    }

    private func fitToTerminal() {
        var rows: Int32 = 0
        var columns: Int32 = 0
        guard cc_terminal_size(inputDescriptor, &rows, &columns) == 0, rows > 0, columns > 0 else { return }
        guard rows != cc_rows() || columns != cc_columns() else { return }
        cc_resize_screen(rows, columns)
        shown = nil
    }

    // MARK: Painting

    /// Shows a frame; only what differs from the one before is sent. What does not fit is cut off.
    ///
    /// - Returns: a frame that is done with.
    @discardableResult
    package func draw(_ frame: Frame) -> Frame? {
        guard isOpen, frame != shown else { return frame }
        var painted = paint(frame)
        if pairs.overflowed {
            pairs.startOver()
            shown = nil
            painted = paint(frame)
        }
        let before = shown
        shown = frame
        if let cursor = frame.cursor, cursor.row < size.height, cursor.column < size.width {
            cc_place_cursor(Int32(cursor.row), Int32(cursor.column))
        } else {
            cc_place_cursor(-1, -1)
        }
        cc_flush()
        if speaksANSI, pacing.paint(cells: painted, Self.now) { send(FramePacing.question) }
        return before
    }

    /// Forgets what the terminal shows, so that the next frame paints every cell: somebody else may have written there.
    package func invalidate() {
        guard isOpen else { return }
        shown = nil
        cc_repaint()
    }

    /// - Returns: how many cells went to ncurses.
    private func paint(_ frame: Frame) -> Int {
        var count = 0
        let width = min(frame.width, size.width)
        let old = shown.flatMap { $0.width == frame.width && $0.height == frame.height ? $0 : nil }
        for row in 0..<min(frame.height, size.height) {
            guard let span = frame.changedSpan(row: row, since: old, width: width) else { continue }
            let cells = frame.terminalCells(row: row, span, unicode: capabilities.unicode, pairs: &pairs)
            _ = cc_put_cells(Int32(row), Int32(span.lowerBound), cells, Int32(cells.count))
            count += cells.count
        }
        return count
    }
}
