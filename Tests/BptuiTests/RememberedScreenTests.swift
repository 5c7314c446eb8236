import TestSupport
import Testing
import ViewModel

@testable import BptuiCommand

@Suite struct RememberedScreenTests {
    private func type(_ line: String, in state: inout AppState) {
        for character in ":" + line { _ = state.update(.key(.character(character))) }
        _ = state.update(.key(.enter))
        _ = state.update(.key(.escape))
    }

    @Test func panesAndLinesComeBack() throws {
        let folder = TemporaryFolder()
        defer { folder.remove() }
        var first = AppState(width: 120, height: 36)
        var kept = RememberedScreen(directory: StateDirectory(path: folder.path))
        kept.load(into: &first)
        #expect(first.arrangement.isStandard && first.commandHistory.lines.isEmpty)
        first.arrangement.set(.side, cells: 50, of: 120)
        first.arrangement.isZoomed = true
        type("print a", in: &first)
        #expect(kept.keep(first) == nil)
        // Another one, started in between, adds its line.
        var other = AppState(width: 80, height: 24)
        var otherKept = RememberedScreen(directory: StateDirectory(path: folder.path))
        otherKept.load(into: &other)
        #expect(other.arrangement == first.arrangement)
        type("print b", in: &other)
        _ = otherKept.keep(other)
        type("print c", in: &first)
        _ = kept.keep(first)
        var again = AppState(width: 80, height: 24)
        var reader = RememberedScreen(directory: StateDirectory(path: folder.path))
        reader.load(into: &again)
        #expect(again.commandHistory.lines == ["print a", "print b", "print c"])
    }

    @Test func whatCannotBeWrittenIsSaidOnce() {
        var state = AppState(width: 120, height: 36)
        var kept = RememberedScreen(directory: StateDirectory(path: "/proc/none/bptui"))
        kept.load(into: &state)
        type("print a", in: &state)
        #expect(kept.keep(state)?.contains("/proc/none") == true)
        type("print b", in: &state)
        #expect(kept.keep(state) == nil)
    }
}
