import DebugRegisters
import Screen
import Session
import Testing
import ViewModel

@Suite struct CopyTextTests {
    private func copied(_ state: AppState, isInsideTmux: Bool = false) -> CopyText {
        CopyText(state, isInsideTmux: isInsideTmux)
    }

    @Test func whatIsCopiedDependsOnTheFocus() throws {
        var state = try Scenes.stopped(120, 36)
        #expect(copied(state).text == "account->balance:rw@0,stop")
        state.focus = .control
        #expect(copied(state).text == "0x000B0411")
        state.focus = .status
        #expect(copied(state).text == "0xFFFF0FF1")
        state.focus = .hits
        #expect(
            copied(state).text
                == "#1  0.000412 s  DR0  account->balance  tid 4243  write  500 → 250  apply+0x11  config.c:7")
        state.focus = .writers
        #expect(copied(state).text == "1  DR0  apply+0x11  config.c:7  250")
        #expect(copied(state).notice == Notice(.information, "copied the writers: 1  DR0  apply+0x11  config.c:7  250"))
    }

    @Test func aDetailIsCopiedWhole() throws {
        var state = try Scenes.stopped(80, 24)
        state.focus = .hits
        _ = state.update(.key(.enter))
        let page = try #require(state.detailPage)
        let text = copied(state).text
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count == page.lines.count)
        #expect(text.contains("account->balance") && text.contains("apply"))
        #expect(copied(state).notice.text.hasPrefix("copied the detail: "))
    }

    @Test func whatIsTooLongIsCutAtACharacter() throws {
        var state = try Scenes.stopped(120, 36)
        state.focus = .output
        _ = state.update(
            .output(Array(String(repeating: String(repeating: "äöü", count: 10) + "\r\n", count: 4_000).utf8)))
        let copy = copied(state)
        #expect(copy.text.utf8.count <= CopyText.limit && copy.text.utf8.count > CopyText.limit - 8)
        #expect(copy.text.unicodeScalars.allSatisfy { "äöü\n".unicodeScalars.contains($0) })
        #expect(copy.notice.severity == .warning && copy.notice.text.contains("cut: the first 7"))
    }

    @Test func insideTmuxTheConditionIsSaid() throws {
        let notice = copied(try Scenes.stopped(120, 36), isInsideTmux: true).notice
        #expect(
            notice.text
                == "copied the watch: account->balance:rw@0,stop; tmux passes it on with set-clipboard or allow-passthrough on"
        )
    }
}
