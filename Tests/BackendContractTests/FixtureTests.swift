import Glibc
import TestSupport
import Testing

/// What the contract needs to run over compiled fixtures.
@Suite struct FixtureTests {
    @Test(arguments: [
        "fixture-stores", "fixture-threads", "fixture-family", "fixture-signals", "fixture-spin", "fixture-frames",
    ])
    func everyFixtureIsBuiltAndHasSymbols(name: String) throws {
        let path = try BackendUnderTest.fixtureDirectory() + name
        #expect(access(path, X_OK) == 0)
        let symbols = try ELFSymbols(path: path)
        // Where it is not running it has no place, unless it was linked to one.
        if symbols.isPositionIndependent {
            #expect(throws: ELFSymbols.Failure.self) { try symbols.address(of: "main", in: getpid()) }
        } else {
            #expect(try symbols.address(of: "main", in: getpid()) != 0)
        }
        #expect(throws: ELFSymbols.Failure.self) { try symbols.address(of: "no such symbol", in: getpid()) }
    }

    @Test func aLoadBaseIsWhereTheFileBegins() throws {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes {
            readlink("/proc/self/exe", $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
        }
        let path = String(decoding: buffer[..<count], as: UTF8.self)
        let base = try ELFSymbols.loadBase(of: path, in: getpid())
        #expect(base % 4096 == 0 && UnsafePointer<UInt8>(bitPattern: UInt(base))?.pointee == 0x7f)
    }
}
