import Glibc
import ProgramModel

/// What kind of ELF program a file is.
package struct ProgramKind: Hashable, Sendable {
    /// The entry point as the file has it; a position independent program adds where it is loaded.
    package var entry: UInt64
    /// Loaded anywhere (ET_DYN), as compilers make programs by default.
    package var isPositionIndependent: Bool
    /// Without a dynamic linker (no PT_INTERP).
    package var isStatic: Bool
}

/// Why a file cannot be run as a program here. `message` is one line for a person, without a full stop.
package enum ProgramFileError: Error, Hashable, Sendable {
    case notFound(path: String)
    case isDirectory(path: String)
    case notExecutable(path: String)
    /// `errno` of the operation that failed.
    case cannotRead(path: String, errno: Int32)
    /// A script: the program is its interpreter.
    case script(path: String, interpreter: String)
    case notELF(path: String)
    case wrongMachine(path: String, machine: String)
    /// An object file, a core dump, or a broken header.
    case notProgram(path: String, what: String)

    package var message: String {
        switch self {
        case .notFound(let path): "\(shown(path)): no such program"
        case .isDirectory(let path): "\(shown(path)) is a directory"
        case .notExecutable(let path): "\(shown(path)) is not executable (chmod +x makes it so)"
        case .cannotRead(let path, let errno): "\(shown(path)) cannot be read: \(String(cString: strerror(errno)))"
        case .script(let path, let interpreter):
            "\(shown(path)) is a script, not an ELF program; name its interpreter: "
                + "\(DisplayText.sanitized(interpreter)) \(shown(path))"
        case .notELF(let path): "\(shown(path)) is not an ELF program"
        case .wrongMachine(let path, let machine): "\(shown(path)) is a program for \(machine), not for x86-64"
        case .notProgram(let path, let what): "\(shown(path)) is not a program: \(what)"
        }
    }

    /// True when nothing is there to be run; the other cases are something that cannot be.
    package var isMissing: Bool {
        if case .notFound = self { true } else { false }
    }

    private func shown(_ path: String) -> String { DisplayText.sanitized(path) }
}

/// Looks at a file before it is launched, so that what is wrong is said in one line.
package enum ProgramFile {
    /// The bytes from a file's start that `kind(of:path:)` wants: the program headers usually lie there.
    private static let headCount = 4096

    package static func inspect(_ path: String) -> Result<ProgramKind, ProgramFileError> {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return .failure(
                errno == ENOENT || errno == ENOTDIR ? .notFound(path: path) : .cannotRead(path: path, errno: errno))
        }
        if status.st_mode & S_IFMT == S_IFDIR { return .failure(.isDirectory(path: path)) }
        guard status.st_mode & S_IFMT == S_IFREG, access(path, X_OK) == 0 else {
            return .failure(.notExecutable(path: path))
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return .failure(.cannotRead(path: path, errno: errno)) }
        defer { close(descriptor) }
        let head = [UInt8](unsafeUninitializedCapacity: headCount) { buffer, count in
            count = max(0, pread(descriptor, buffer.baseAddress, headCount, 0))
        }
        return kind(of: head, path: path)
    }

    /// Reads an ELF header (elf(5)) and the program headers within the given bytes.
    static func kind(of head: [UInt8], path: String) -> Result<ProgramKind, ProgramFileError> {
        if head.starts(with: Array("#!".utf8)) {
            let line = head.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
            let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            return .failure(
                .script(
                    path: path, interpreter: words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")))
        }
        guard head.starts(with: [0x7F] + Array("ELF".utf8)), head.count > 20 else {
            return .failure(.notELF(path: path))
        }
        func number(_ offset: Int, _ count: Int) -> UInt64? {
            guard offset >= 0, offset + count <= head.count else { return nil }
            return head[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        let machine = Int32(number(18, 2) ?? 0)
        let mode = MachineMode(elfHead: head)
        guard head[5] == 1, machine == (mode == .bits64 ? EM_X86_64 : EM_386) else {
            let name = head[5] != 1 ? "another byte order" : machineName(machine, isWide: head[4] == 2)
            return .failure(.wrongMachine(path: path, machine: name))
        }
        // The same fields in both, after the words that are half as long.
        let places = mode == .bits64 ? (headers: 32, size: 54, least: 56) : (headers: 28, size: 42, least: 32)
        guard let entry = number(24, mode.wordSize), let headers = number(places.headers, mode.wordSize),
            let size = number(places.size, 2), let count = number(places.size + 2, 2)
        else { return .failure(.notProgram(path: path, what: "its header is cut short")) }
        let type = Int32(number(16, 2) ?? 0)
        guard type == ET_EXEC || type == ET_DYN else {
            let what =
                type == ET_REL
                ? "it is an object file" : type == ET_CORE ? "it is a core dump" : "its ELF type is unknown"
            return .failure(.notProgram(path: path, what: what))
        }
        guard count > 0, size >= places.least else {
            return .failure(.notProgram(path: path, what: "it has no program headers"))
        }
        var hasInterpreter = false
        for index in 0..<Int(count) {
            guard let offset = Int(exactly: headers).flatMap({ $0.addingReportingOverflow(index * Int(size)) }),
                !offset.overflow, let kind = number(offset.partialValue, 4)
            else { break }
            if kind == UInt64(PT_INTERP) { hasInterpreter = true }
        }
        if type == ET_DYN && entry == 0 {
            return .failure(.notProgram(path: path, what: "it is a shared library without an entry"))
        }
        return .success(
            ProgramKind(entry: entry, isPositionIndependent: type == ET_DYN, isStatic: !hasInterpreter))
    }

    private static func machineName(_ machine: Int32, isWide: Bool) -> String {
        switch machine {
        case EM_386: "32-bit x86"
        case EM_X86_64: isWide ? "x86-64" : "x32"
        case EM_AARCH64: "AArch64"
        case EM_ARM: "32-bit ARM"
        case EM_RISCV: "RISC-V"
        default: "machine \(machine)"
        }
    }
}
