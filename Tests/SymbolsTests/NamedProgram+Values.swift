import Glibc
import ProgramModel
import TestSupport

extension NamedProgram {
    /// The type of what an expression names, and its bytes as they stand in the program now.
    func reading(_ text: String) throws -> (type: ValueType, bytes: [UInt8], address: UInt64) {
        let found = try questions.expression(text)
        guard let type = found.type else { throw CompiledProgramError(description: "\(text) has no type") }
        return (type, try memory(found.address, count: type.byteCount), found.address)
    }

    /// What an expression reads as.
    func value(_ text: String, width: Int = 200, names: [UInt64: String] = [:]) throws -> String {
        let (type, bytes, address) = try reading(text)
        return ValueFormatter(width: width, names: names).text(bytes: bytes, type: type, address: address)
    }

    private func memory(_ address: UInt64, count: Int) throws -> [UInt8] {
        let descriptor = open("/proc/\(child.pid)/mem", O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: count)
        guard pread(descriptor, &bytes, count, off_t(address)) == count else {
            throw CompiledProgramError(description: "no memory at \(address)")
        }
        return bytes
    }
}
