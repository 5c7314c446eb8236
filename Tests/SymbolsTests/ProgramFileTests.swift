import Glibc
import TestSupport
import Testing

@testable import Symbols

@Suite("Checking a program's file")
struct ProgramFileTests {
    private func head(type: UInt8 = 3, machine: UInt8 = 62, wide: UInt8 = 2, order: UInt8 = 1) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 64 + 2 * 56)
        bytes.replaceSubrange(0..<6, with: [0x7F, 0x45, 0x4C, 0x46, wide, order])
        bytes[16] = type
        bytes[18] = machine
        bytes[24] = 0x40
        bytes[32] = 64
        bytes[54] = 56
        bytes[56] = 2
        bytes[64] = 3
        return bytes
    }

    @Test func kinds() {
        #expect(
            ProgramFile.kind(of: head(), path: "p")
                == .success(ProgramKind(entry: 0x40, isPositionIndependent: true, isStatic: false)))
        var fixed = head(type: 2)
        fixed[64] = 1
        #expect(
            ProgramFile.kind(of: fixed, path: "p")
                == .success(ProgramKind(entry: 0x40, isPositionIndependent: false, isStatic: true)))
    }

    /// The header of a 32-bit program is shorter.
    @Test func narrowOnes() {
        var bytes = head(machine: 3, wide: 1)
        bytes.replaceSubrange(24..<64, with: [UInt8](repeating: 0, count: 40))
        bytes[24] = 0x40
        bytes[28] = 52
        bytes[42] = 32
        bytes[44] = 1
        bytes[52] = 3
        #expect(
            ProgramFile.kind(of: bytes, path: "p")
                == .success(ProgramKind(entry: 0x40, isPositionIndependent: true, isStatic: false)))
        bytes[44] = 0
        #expect(throws: ProgramFileError.self) { try ProgramFile.kind(of: bytes, path: "p").get() }
        for count in 0..<bytes.count { _ = ProgramFile.kind(of: Array(bytes.prefix(count)), path: "p") }
    }

    @Test func whatIsNoProgram() {
        func error(_ bytes: [UInt8]) -> String {
            switch ProgramFile.kind(of: bytes, path: "p") {
            case .success: "none"
            case .failure(let error): error.message
            }
        }
        #expect(error([]) == "p is not an ELF program")
        #expect(
            error(Array("#!/bin/sh -e\necho".utf8))
                == "p is a script, not an ELF program; name its interpreter: /bin/sh -e p")
        #expect(error(Array("#!".utf8)).contains("script"))
        #expect(error(head(machine: 183)) == "p is a program for AArch64, not for x86-64")
        #expect(error(head(machine: 3)) == "p is a program for 32-bit x86, not for x86-64")
        #expect(error(head(wide: 1)) == "p is a program for x32, not for x86-64")
        #expect(error(head(order: 2)).contains("byte order"))
        #expect(error(head(type: 1)) == "p is not a program: it is an object file")
        #expect(error(head(type: 4)) == "p is not a program: it is a core dump")
        var library = head()
        library[24] = 0
        #expect(error(library).contains("shared library"))
        for count in 0..<head().count { _ = ProgramFile.kind(of: Array(head().prefix(count)), path: "p") }
        var wild = head()
        for index in 24..<64 { wild[index] = 0xFF }
        _ = ProgramFile.kind(of: wild, path: "p")
    }

    @Test func files() throws {
        let folder = try CompiledProgram()
        #expect(ProgramFile.inspect(folder.path) == .failure(.notFound(path: folder.path)))
        #expect(ProgramFile.inspect(folder.folder) == .failure(.isDirectory(path: folder.folder)))
        try folder.write("text", to: "program")
        #expect(ProgramFile.inspect(folder.path) == .failure(.notExecutable(path: folder.path)))
        #expect(ProgramFile.inspect(folder.path + "/below") == .failure(.notFound(path: folder.path + "/below")))
        chmod(folder.path, 0o755)
        #expect(ProgramFile.inspect(folder.path) == .failure(.notELF(path: folder.path)))
        #expect(ProgramFileError.notFound(path: "a\u{1b}b").message == #"a\x1bb: no such program"#)
        #expect(ProgramFileError.notFound(path: "a").isMissing)
        let own = try #require(try? ProgramFile.inspect("/proc/self/exe").get())
        #expect(own.entry != 0 && !own.isStatic)
    }
}
