import Glibc
import ProgramModel
import Screen
import Testing
import ViewModel

/// Who in the kernel touches a symbol.
struct KernelGoldenTests {
    private static let text: UInt64 = 0xffff_ffff_8100_0000

    static func board(_ width: Int, _ height: Int) -> KernelBoard {
        var board = KernelBoard(
            watches: [
                .init(name: "jiffies_64", address: 0xffff_ffff_8300_6980, kind: "write 8", armed: 2, processors: 2),
                .init(name: "tick_next_period", address: 0xffff_ffff_8300_6a00, kind: "r/w 8", armed: 2, processors: 2),
            ], scope: "2 CPUs", width: width, height: height)
        let names = [
            "tick_do_update_jiffies64", "tick_nohz_update_jiffies", "tick_irq_enter", "irq_enter_rcu",
            "sysvec_apic_timer_interrupt", "asm_sysvec_apic_timer_interrupt", "pv_native_safe_halt", "default_idle",
            "a_function_with_a_very_long_name_that_has_no_room_anywhere",
        ]
        var places: [UInt64: KernelPlace] = [:]
        for (index, name) in names.enumerated() {
            let address = text + UInt64(index) * 0x1000
            places[address] = KernelPlace(
                address: address, function: name, offset: 0x1a + UInt64(index), module: index == 8 ? "module" : nil)
        }
        board.learn(places)
        let chain = (0..<8).map { text + UInt64($0) * 0x1000 }
        for second in 0..<40 {
            var hits: [KernelBoard.Hit] = []
            for number in 0..<30 + second * 7 % 40 {
                let row = number % 17 == 0 ? 1 : number % 29 == 3 ? 8 : 0
                let task = row == 8 ? "a\u{1B}[31mred" : number % 3 == 0 ? "swapper/1" : "kworker/0:1"
                hits.append(
                    KernelBoard.Hit(
                        watch: row == 1 ? 1 : 0, processor: Int32(number % 2), tid: number % 3 == 0 ? 0 : 1234,
                        task: task, pc: text + UInt64(row) * 0x1000,
                        chain: number % 5 == 0 ? Array(chain.dropLast(3)) : chain))
            }
            // One without a name.
            if second == 7 {
                hits.append(.init(watch: 0, processor: 1, tid: 99, task: "", pc: text + 0x77_0000, chain: []))
            }
            board.take(hits)
            board.advance(to: UInt64(second + 1) * 250_000_000)
        }
        return board
    }

    private func check(_ board: KernelBoard, _ name: String, _ form: GoldenTests.Form = .color) throws {
        let frame = ScreenRenderer(try GoldenTests.capabilities(form)).frame(of: board)
        let text = FrameText.describe(frame, withStyles: true)
        let path = GoldenFile.path(name)
        if getenv("BPTUI_RECORD") != nil { return try GoldenFile.write(text, to: path) }
        let expected = try #require(GoldenFile.read(path), "no golden file \(path): record it with BPTUI_RECORD=1")
        if text != expected { Issue.record(Comment(rawValue: FrameText.difference(text, expected))) }
    }

    @Test(arguments: [(80, 24), (120, 36)]) func table(width: Int, height: Int) throws {
        try check(Self.board(width, height), "kernel-\(width)x\(height)")
    }

    @Test func callers() throws {
        var board = Self.board(80, 24)
        _ = board.press(.enter)
        _ = board.press(.character("p"))
        board.missed(3)
        try check(board, "kernel-callers-80x24")
    }

    @Test func help() throws {
        var board = Self.board(80, 24)
        _ = board.press(.character("?"))
        try check(board, "kernel-help-80x24")
        try check(Self.board(80, 24), "kernel-80x24-plain", .plain)
    }

    /// Nothing is drawn outside, and no control character gets in.
    @Test func everySize() throws {
        let renderer = ScreenRenderer(try GoldenTests.capabilities(.color))
        for (width, height) in [
            (1, 1), (59, 14), (60, 13), (60, 14), (61, 17), (79, 20), (99, 30), (101, 31), (200, 60),
        ] {
            for withCallers in [false, true] {
                var board = Self.board(width, height)
                if withCallers { _ = board.press(.enter) }
                let frame = renderer.frame(of: board)
                #expect(frame.width == width && frame.height == height)
                for cell in frame.cells {
                    let isControl = cell.character.unicodeScalars.contains {
                        $0.value != 0 && $0.properties.generalCategory == .control
                    }
                    #expect(!isControl)
                }
            }
        }
    }
}
