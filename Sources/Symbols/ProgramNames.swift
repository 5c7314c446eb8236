import CElfutils
import Glibc

/// The names that a program's own file defines, for completion: quick, and without a process.
package enum ProgramNames {
    /// Variables, then functions, each in alphabetical order; empty for what is no program.
    ///
    /// Mangled names and those that hold other than letters, digits and `_` are left out, as are the
    /// compiler's own until their beginning is typed.
    package static func beginning(with prefix: String, in path: String, limit: Int = 500) -> [String] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        elf_version(UInt32(EV_CURRENT))
        guard let elf = elf_begin(descriptor, ELF_C_READ_MMAP, nil) else { return [] }
        defer { elf_end(elf) }
        var variables: Set<String> = []
        var functions: Set<String> = []
        var section: OpaquePointer?
        while let next = elf_nextscn(elf, section) {
            section = next
            var header = GElf_Shdr()
            guard gelf_getshdr(next, &header) != nil, header.sh_entsize > 0,
                header.sh_type == UInt32(SHT_SYMTAB) || header.sh_type == UInt32(SHT_DYNSYM),
                let data = elf_getdata(next, nil)
            else { continue }
            let count = Int32(clamping: header.sh_size / header.sh_entsize)
            for index in 0..<count {
                var symbol = GElf_Sym()
                guard gelf_getsym(data, index, &symbol) != nil, symbol.st_shndx != 0,
                    let bytes = elf_strptr(elf, Int(header.sh_link), Int(symbol.st_name))
                else { continue }
                let name = String(cString: bytes)
                guard name.hasPrefix(prefix), isPlain(name), !HiddenNames.hides(name, from: prefix) else { continue }
                switch Int32(symbol.st_info & 0xF) {
                case STT_OBJECT, STT_TLS, STT_COMMON: variables.insert(name)
                case STT_FUNC: functions.insert(name)
                default: break
                }
            }
        }
        return Array((variables.sorted() + functions.subtracting(variables).sorted()).prefix(limit))
    }

    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix("_Z") && !name.hasPrefix("__")
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == 0x5F
            }
    }
}
