import Glibc

/// The addresses of an ELF64 file's symbols, from its .symtab: what the live tests need to name a variable without any
/// package.
struct ELFSymbols {
    private(set) var addresses: [String: UInt64] = [:]
    /// A shared object, PIE included: addresses are relative to where it was loaded.
    let isRelative: Bool

    init(path: String) throws {
        let bytes = try Self.contents(of: path)
        func word<T: FixedWidthInteger>(_ type: T.Type, at offset: Int) -> T {
            bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: type) }
        }
        isRelative = word(UInt16.self, at: 16) == 3
        let sections = Int(word(UInt64.self, at: 40))
        for index in 0..<Int(word(UInt16.self, at: 60)) {
            let header = sections + index * 64
            guard word(UInt32.self, at: header + 4) == 2 else { continue }
            let table = Int(word(UInt64.self, at: header + 24))
            let count = Int(word(UInt64.self, at: header + 32)) / 24
            let names = Int(word(UInt64.self, at: sections + Int(word(UInt32.self, at: header + 40)) * 64 + 24))
            for symbol in (0..<count).map({ table + $0 * 24 }) where word(UInt16.self, at: symbol + 6) != 0 {
                let name = bytes[(names + Int(word(UInt32.self, at: symbol)))...].prefix { $0 != 0 }
                addresses[String(decoding: name, as: UTF8.self)] = word(UInt64.self, at: symbol + 8)
            }
        }
    }

    private static func contents(of path: String) throws -> [UInt8] {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { throw LiveFailure("cannot open \(path)") }
        defer { close(file) }
        var bytes: [UInt8] = []
        while true {
            let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                count = max(0, read(file, buffer.baseAddress, 1 << 16))
            }
            if chunk.isEmpty { return bytes }
            bytes += chunk
        }
    }
}

struct LiveFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
