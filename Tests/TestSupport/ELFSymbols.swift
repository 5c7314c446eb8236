import Glibc

/// The symbol table of a 64-bit ELF executable, as far as a test needs it: where its globals and functions stand
/// (`elf(5)`; .symtab, so not of a stripped one).
package struct ELFSymbols: Sendable {
    package let path: String
    /// Linked at 0 and placed by the loader: its addresses need the load base added.
    package let isPositionIndependent: Bool
    private let values: [String: UInt64]
    private let sizes: [String: UInt64]

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
        package init(description: String) { self.description = description }
    }

    package init(path: String) throws {
        let bytes = try Self.contents(of: path)
        func number<T: FixedWidthInteger>(_ type: T.Type, _ offset: Int) throws -> T {
            guard offset >= 0, offset + MemoryLayout<T>.size <= bytes.count else {
                throw Failure(description: "\(path): cut short")
            }
            return bytes.withUnsafeBytes { T(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: T.self)) }
        }
        guard bytes.count > 64, bytes[0..<5].elementsEqual([0x7f, 0x45, 0x4c, 0x46, 2]) else {
            throw Failure(description: "\(path): no 64-bit ELF file")
        }
        // ET_DYN is 3.
        isPositionIndependent = try number(UInt16.self, 16) == 3
        let sections = Int(try number(UInt64.self, 40))
        let entrySize = Int(try number(UInt16.self, 58))
        let count = Int(try number(UInt16.self, 60))
        var values: [String: UInt64] = [:]
        var sizes: [String: UInt64] = [:]
        // SHT_SYMTAB is 2; its sh_link names the section of its strings.
        for section in 0..<count where try number(UInt32.self, sections + section * entrySize + 4) == 2 {
            let header = sections + section * entrySize
            let start = Int(try number(UInt64.self, header + 24))
            let size = Int(try number(UInt64.self, header + 32))
            let link = Int(try number(UInt32.self, header + 40))
            let strings = Int(try number(UInt64.self, sections + link * entrySize + 24))
            for symbol in stride(from: start, to: start + size, by: 24) {
                let name = strings + Int(try number(UInt32.self, symbol))
                let value = try number(UInt64.self, symbol + 8)
                guard name < bytes.count, value != 0, let end = bytes[name...].firstIndex(of: 0), end > name else {
                    continue
                }
                let text = String(decoding: bytes[name..<end], as: UTF8.self)
                values[text] = value
                sizes[text] = try number(UInt64.self, symbol + 16)
            }
        }
        self.path = path
        self.values = values
        self.sizes = sizes
    }

    /// How many bytes a symbol has (st_size).
    package func byteCount(of name: String) throws -> UInt64 {
        guard let size = sizes[name] else { throw Failure(description: "\(path): no symbol \(name)") }
        return size
    }

    /// The address of a symbol in a running process.
    package func address(of name: String, in pid: Int32) throws -> UInt64 {
        guard let value = values[name] else { throw Failure(description: "\(path): no symbol \(name)") }
        return isPositionIndependent ? value &+ (try Self.loadBase(of: path, in: pid)) : value
    }

    /// The lowest address at which a process has a file mapped (/proc/PID/maps).
    package static func loadBase(of path: String, in pid: Int32) throws -> UInt64 {
        let maps = String(decoding: try contents(of: "/proc/\(pid)/maps"), as: UTF8.self)
        for line in maps.split(separator: "\n") where line.hasSuffix(path) {
            if let base = UInt64(line.prefix { $0 != "-" }, radix: 16) { return base }
        }
        throw Failure(description: "\(path) is not mapped in process \(pid)")
    }

    private static func contents(of path: String) throws -> [UInt8] {
        guard let file = fopen(path, "rb") else { throw Failure(description: "\(path): errno \(errno)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65536)
        while case let count = fread(&part, 1, part.count, file), count > 0 { bytes += part[..<count] }
        return bytes
    }
}
