import CElfutils
import Glibc

/// Opens the file behind a module.
enum ModuleFileFinder {
    /// What the memory map adds to the name of a file that is no more.
    static let deleted = " (deleted)"

    /// The callback for libdwfl: answers an open file, or -1, or leaves it to libdwfl's own (the vDSO is read from the
    /// process). The module's user data is its `LoadedModule`.
    static let callback:
        @convention(c) (
            OpaquePointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?, UnsafePointer<CChar>?, Dwarf_Addr,
            UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, UnsafeMutablePointer<OpaquePointer?>?
        ) -> Int32 = { handle, userData, name, base, file, elf in
            guard let name, name[0] == CChar(bitPattern: UInt8(ascii: "/")) else {
                return dwfl_linux_proc_find_elf(handle, userData, name, base, file, elf)
            }
            let module = userData?.pointee.map { Unmanaged<LoadedModule>.fromOpaque($0).takeUnretainedValue() }
            let path = String(cString: name)
            for candidate in candidates(path: path, module: module) {
                guard let descriptor = openRegularFile(candidate) else { continue }
                file?.pointee = strdup(path)
                return descriptor
            }
            return -1
        }

    /// Where the file may be, the surest first: as the process itself sees it (it may live in a container), then as we
    /// do. A program that was built anew while it runs is still there as the process's own.
    private static func candidates(path: String, module: LoadedModule?) -> [String] {
        guard let module else { return [path] }
        if path.hasSuffix(deleted) { return module.isProgram ? ["/proc/\(module.pid)/exe"] : [] }
        return ["/proc/\(module.pid)/root\(path)", path]
    }

    /// Devices can be mapped too, and opening one may hang.
    private static func openRegularFile(_ path: String) -> Int32? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        return descriptor >= 0 ? descriptor : nil
    }
}
