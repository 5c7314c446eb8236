import Glibc
import TestSupport
import Testing

@testable import BptuiCommand

/// What is remembered from one start to the next.
@Suite(.timeLimit(.minutes(1))) struct StateDirectoryTests {
    private func inFolder(_ body: (StateDirectory) throws -> Void) throws {
        let folder = TemporaryFolder()
        defer { folder.remove() }
        try body(StateDirectory(path: folder.path + "/state/bptui"))
    }

    @Test func whatWasWrittenIsRead() throws {
        try inFolder { state in
            #expect(state.read("a/b.toml") == nil)
            try state.write("one", to: "a/b.toml")
            try state.write("two", to: "a/b.toml")
            #expect(state.read("a/b.toml") == "two")
            state.remove("a/b.toml")
            #expect(state.read("a/b.toml") == nil)
        }
    }

    @Test func filesAreTheUsersAloneAndNoneIsLeftHalf() throws {
        try inFolder { state in
            try state.write("one", to: "theme.toml")
            var status = stat()
            let path = try #require(state.path)
            #expect(stat(path + "/theme.toml", &status) == 0)
            #expect(status.st_mode & 0o077 == 0)
            var names: [String] = []
            let directory = try #require(opendir(path))
            defer { closedir(directory) }
            while let entry = readdir(directory) {
                names.append(
                    withUnsafeBytes(of: entry.pointee.d_name) {
                        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                    })
            }
            #expect(names.sorted() == [".", "..", "theme.toml"])
        }
    }

    @Test func aFailureNamesThePathAndTheReason() {
        #expect(throws: StateDirectory.Failure(message: "/dev/null/bptui: Not a directory")) {
            try StateDirectory(path: "/dev/null/bptui").write("x", to: "theme.toml")
        }
        #expect(
            throws: StateDirectory.Failure(
                message: "neither XDG_STATE_HOME nor HOME names a folder to remember things in")
        ) {
            try StateDirectory(path: nil).write("x", to: "theme.toml")
        }
    }

    @Test func aThemeIsRemembered() throws {
        try inFolder { state in
            let theme = RememberedTheme(directory: state)
            #expect(theme.name == nil)
            try theme.remember("night \"sky\"\u{7}")
            #expect(theme.name == "night \"sky\"\u{7}")
            try state.write("theme = \n", to: "theme.toml")
            #expect(theme.name == nil)
        }
    }
}
