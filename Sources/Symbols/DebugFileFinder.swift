import CElfutils
import Glibc

/// Finds the separate file with a module's debugging information, on this machine only: libdwfl's own search may ask
/// servers on the network.
enum DebugFileFinder {
    static let directory = "/usr/lib/debug"

    /// The callback for libdwfl: answers an open file, or -1.
    static let callback:
        @convention(c) (
            OpaquePointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?, UnsafePointer<CChar>?, Dwarf_Addr,
            UnsafePointer<CChar>?, UnsafePointer<CChar>?, GElf_Word,
            UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        ) -> Int32 = { module, _, _, _, file, link, checksum, result in
            guard let module else { return -1 }
            let identifier = buildIdentifier(of: module)
            let file = file.map { String(cString: $0) } ?? ""
            for path in candidates(identifier: identifier, file: file, link: link.map { String(cString: $0) }) {
                let descriptor = open(path, O_RDONLY | O_CLOEXEC)
                guard descriptor >= 0 else { continue }
                if belongs(descriptor, identifier: identifier, checksum: checksum) {
                    result?.pointee = strdup(path)
                    return descriptor
                }
                close(descriptor)
            }
            return -1
        }

    /// Where to look, the surest first.
    static func candidates(identifier: [UInt8], file: String, link: String?) -> [String] {
        var paths: [String] = []
        if identifier.count > 2 {
            let digits = identifier.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
            paths.append("\(directory)/.build-id/\(digits[0])/\(digits.dropFirst().joined()).debug")
        }
        let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
        if let link, !link.isEmpty, !link.contains("/") {
            if folder + "/" + link != file { paths.append("\(folder)/\(link)") }
            paths.append("\(folder)/.debug/\(link)")
            paths.append("\(directory)\(folder)/\(link)")
        }
        return paths
    }

    private static func buildIdentifier(of module: OpaquePointer) -> [UInt8] {
        var bits: UnsafePointer<UInt8>?
        var address: GElf_Addr = 0
        let count = dwfl_module_build_id(module, &bits, &address)
        guard count > 0, let bits else { return [] }
        return Array(UnsafeBufferPointer(start: bits, count: Int(count)))
    }

    /// The build identifiers are equal; or, where the module has none, the checksum of `.gnu_debuglink` is right.
    private static func belongs(_ descriptor: Int32, identifier: [UInt8], checksum: UInt32) -> Bool {
        guard identifier.isEmpty else {
            guard let elf = elf_begin(descriptor, ELF_C_READ_MMAP, nil) else { return false }
            defer { elf_end(elf) }
            var bits: UnsafeRawPointer?
            let count = dwelf_elf_gnu_build_id(elf, &bits)
            guard count == identifier.count, let bits else { return false }
            return UnsafeRawBufferPointer(start: bits, count: count).elementsEqual(identifier)
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size > 0,
            let data = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0), data != MAP_FAILED
        else { return false }
        defer { munmap(data, Int(status.st_size)) }
        return crc32(UnsafeRawBufferPointer(start: data, count: Int(status.st_size))) == checksum
    }

    /// The checksum of `.gnu_debuglink`: CRC-32 as in zlib.
    static func crc32(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        let table: [UInt32] = (0..<256).map { index in
            var value = UInt32(index)
            for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1 }
            return value
        }
        var crc = ~UInt32(0)
        for byte in bytes { crc = (crc >> 8) ^ table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] }
        return ~crc
    }
}
