import ArgumentParser
import DebugRegisters

struct DecodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode", abstract: "Explains a DR7 and a DR6 value, bit by bit.",
        discussion: "Example: bptui decode 0xD0402 --dr6 0xFFFF0FF1")

    @Argument(help: ArgumentHelp("A DR7 value, hexadecimal with 0x or decimal.", valueName: "dr7"))
    var control: String?

    @Option(name: .customLong("dr6"), help: ArgumentHelp("A DR6 value.", valueName: "dr6"))
    var status: String?

    func run() throws {
        guard control != nil || status != nil else {
            throw CommandFailure(ExitStatus.usage, "decode what? bptui decode 0xD0402 [--dr6 0xFFFF0FF1]")
        }
        var lines: [String] = []
        if let control { lines += ControlRegister(rawValue: try parse(control, "DR7")).describe() }
        if let status {
            if control != nil { lines.append("") }
            lines += StatusRegister(rawValue: try parse(status, "DR6")).describe()
        }
        for line in lines { print(line) }
    }

    private func parse(_ text: String, _ name: String) throws(CommandFailure) -> UInt32 {
        let isHex = text.hasPrefix("0x") || text.hasPrefix("0X")
        let digits = (isHex ? text.dropFirst(2) : text[...]).filter { $0 != "_" }
        guard let wide = UInt64(digits, radix: isHex ? 16 : 10) else {
            throw CommandFailure(ExitStatus.usage, "'\(text)' is no number; give \(name) as 0x… or decimal")
        }
        guard let value = UInt32(exactly: wide) else {
            throw CommandFailure(
                ExitStatus.usage,
                "'\(text)' has more than 32 bits; the upper half of \(name) is reserved and reads as 0")
        }
        return value
    }
}
