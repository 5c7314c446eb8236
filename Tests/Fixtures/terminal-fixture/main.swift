// A program that shows a frame, names every event that it gets, and leaves on `q`: what the tests of CursesTerminal
// look at in a real terminal. `crash` as its argument makes `!` a fault.

import CursesTerminal
import Glibc
import Screen
import ViewModel

func text(_ string: String, row: Int, column: Int = 0, style: CellStyle = CellStyle(), in frame: inout Frame) {
    var column = column
    for character in string where row < frame.height && column < frame.width {
        frame[row, column] = Cell(character, style)
        column += 1
        if character == "漢", column < frame.width {
            frame[row, column] = Cell("\0", style)
            column += 1
        }
    }
}

func screen(_ terminal: CursesTerminal, events: [String]) -> Frame {
    var frame = Frame(width: terminal.size.width, height: terminal.size.height)
    let red = TerminalColor.rgb(red: 0x12, green: 0x34, blue: 0x56)
    text("size \(frame.width)x\(frame.height) depth \(terminal.capabilities.colorDepth)", row: 0, in: &frame)
    text("direct", row: 1, style: CellStyle(foreground: red, background: .indexed(4)), in: &frame)
    text("bold", row: 1, column: 8, style: CellStyle(attributes: .bold), in: &frame)
    text("palette", row: 1, column: 14, style: CellStyle(foreground: .indexed(9)), in: &frame)
    text("reverse", row: 1, column: 24, style: CellStyle(attributes: .reverse), in: &frame)
    text("│─漢e\u{301}|", row: 2, in: &frame)
    for (index, event) in events.suffix(frame.height - 4).enumerated() { text(event, row: 3 + index, in: &frame) }
    text("#", row: frame.height - 1, column: frame.width - 1, in: &frame)
    return frame
}

let terminal: CursesTerminal
do {
    terminal = try CursesTerminal(color: CommandLine.arguments.contains("never") ? .never : .auto)
} catch {
    print("refused: \(error)")
    exit(69)
}
var log: [String] = []
var count = 0
loop: while true {
    terminal.draw(screen(terminal, events: log))
    var polled = [
        pollfd(fd: terminal.inputDescriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: terminal.signalDescriptor, events: Int16(POLLIN), revents: 0),
    ]
    poll(&polled, 2, -1)
    for event in terminal.readEvents() {
        count += 1
        log.append("\(count): \(event)")
        switch event {
        case .key(.character("q")): break loop
        case .key(.character("!")):
            let nowhere = UnsafeMutablePointer<Int>(bitPattern: 8)
            nowhere?.pointee = 1
        case .key(.control("z")), .suspend: terminal.suspend()
        case .resumed: terminal.resume()
        case .terminate(let signal):
            terminal.close()
            print("left on signal \(signal)")
            exit(128 + signal)
        case .vanished:
            terminal.close()
            exit(1)
        default: break
        }
    }
}
terminal.close()
print("left on q")
