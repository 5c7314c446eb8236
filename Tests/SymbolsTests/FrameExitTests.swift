import Glibc
import Testing

@testable import Symbols

@Suite(.timeLimit(.minutes(5))) struct FrameExitTests {
    /// Of this very process, which has the C library and the unwinder.
    @Test func theWaysOutOfFramesAreFound() throws {
        let image = try #require(ProgramImage(pid: getpid(), path: "/proc/self/exe"))
        let exits = image.frameExits
        for name in ["longjmp", "_Unwind_RaiseException", "_Unwind_Resume"] {
            let address = try #require(dlsym(nil, name), "\(name) is not loaded")
            #expect(exits.contains(UInt64(UInt(bitPattern: address))), "\(name)")
        }
        #expect(exits == exits.sorted() && exits.count < 40)
    }
}
