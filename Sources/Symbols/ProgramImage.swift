import CElfutils
import Glibc
import ProgramModel

/// A process's modules and their names, through libdwfl. Confined to one thread.
final class ProgramImage {
    let pid: Int32
    let path: String
    let memory: TargetMemory
    private let session: OpaquePointer
    /// libdwfl keeps a pointer to it as long as the session lives.
    private let callbacks: UnsafeMutablePointer<Dwfl_Callbacks>
    private(set) var modules: [LoadedModule] = []
    /// What was mapped when the modules were read last; nil when the process was gone.
    private var reportedMap: MemoryMap?
    /// Where the program starts; nil when the kernel does not say.
    let entry: UInt64?
    /// Which file the program was when it was read.
    private let identity: FileIdentity?
    var places: [PlaceQuery: CodePlace] = [:]
    private(set) var frameTables = FrameTables()
    let sourceFiles = SourceFiles()

    /// nil when libdwfl has no memory.
    init?(pid: Int32, path: String) {
        callbacks = .allocate(capacity: 1)
        callbacks.initialize(to: Dwfl_Callbacks())
        callbacks.pointee.find_elf = ModuleFileFinder.callback
        callbacks.pointee.find_debuginfo = DebugFileFinder.callback
        // Only object files ask for it, and those are nowhere loaded.
        callbacks.pointee.section_address = { _, _, _, _, _, _, _, _ in -1 }
        guard let session = dwfl_begin(callbacks) else {
            callbacks.deallocate()
            return nil
        }
        self.session = session
        self.pid = pid
        self.path = path
        memory = TargetMemory(pid: pid)
        entry = memory.entry
        identity = FileIdentity(pid: pid)
        report()
    }

    deinit {
        modules = []
        dwfl_end(session)
        callbacks.deallocate()
    }

    /// The module of the program itself, the one that contains its entry.
    var main: LoadedModule? {
        if let entry, let module = module(at: entry) { return module }
        let name = path.split(separator: "/").last.map(String.init)
        return modules.first { $0.name == name }
    }

    /// The program's name for messages.
    var programName: String { DisplayText.sanitized(path) }

    func module(at address: UInt64) -> LoadedModule? {
        modules.first { $0.range.contains(address) }
    }

    /// How the code at an address is to be decoded.
    func mode(at address: UInt64) -> MachineMode { module(at: address)?.mode ?? memory.mode }

    /// Whether this is still the image of that process and program, new libraries aside.
    func isCurrent(pid: Int32, path: String) -> Bool {
        guard pid == self.pid, path == self.path, let identity else { return false }
        return FileIdentity(pid: pid) == identity && memory.entry == entry
    }

    /// Reads the memory map anew when files came or went; true when they did.
    @discardableResult
    func refresh() -> Bool {
        guard memory.map?.files != reportedMap?.files else { return false }
        report()
        return true
    }

    private func report() {
        reportedMap = memory.map
        dwfl_report_begin(session)
        // On failure the session has no modules: the summary says so.
        _ = dwfl_linux_proc_report(session, pid)
        dwfl_report_end(session, nil, nil)
        let collector = ModuleCollector(pid: pid, entry: entry, map: reportedMap)
        // libdwfl's modules point to ours: those that it dropped may go only now.
        withExtendedLifetime((collector, modules)) {
            _ = dwfl_getmodules(
                session, ModuleCollector.callback, Unmanaged.passUnretained(collector).toOpaque(), 0)
        }
        modules = collector.found
        places = [:]
        frameTables = FrameTables()
    }

    /// What the front is told of a load.
    var summary: SymbolSummary {
        guard let main else {
            return SymbolSummary(
                entry: entry ?? 0, hasDebugInformation: false, symbolCount: 0,
                problem: reportedMap == nil
                    ? "process \(pid) is gone, or its memory map cannot be read" : "no file of \(programName) is mapped"
            )
        }
        let count = main.symbols.all.count
        var problem: String?
        if !main.canBeRead {
            problem = "\(programName) cannot be read: \(dwfl_errmsg(-1).map { String(cString: $0) } ?? "unknown error")"
        } else if !main.hasDebugInformation {
            problem =
                main.symbol(named: "main") == nil
                ? "\(programName) is stripped: only addresses and dynamic symbols have a meaning"
                : "\(programName) has no debugging information (compile it with -g): types and lines are not known"
        }
        return SymbolSummary(
            entry: entry ?? 0, hasDebugInformation: main.hasDebugInformation, symbolCount: count, problem: problem)
    }
}

/// Which file a process runs, and in which state.
private struct FileIdentity: Equatable {
    var device: UInt
    var inode: UInt
    var size: Int
    var modified: Int
    var modifiedNanoseconds: Int

    init?(pid: Int32) {
        var status = stat()
        guard stat("/proc/\(pid)/exe", &status) == 0 else { return nil }
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
        size = Int(status.st_size)
        modified = status.st_mtim.tv_sec
        modifiedNanoseconds = status.st_mtim.tv_nsec
    }
}

/// Takes the modules from libdwfl's enumeration. A module's user data is what we know of it, so that it survives a new
/// report; a module that libdwfl has made anew has none.
private final class ModuleCollector {
    let pid: Int32
    let entry: UInt64?
    let map: MemoryMap?
    var found: [LoadedModule] = []

    init(pid: Int32, entry: UInt64?, map: MemoryMap?) {
        self.pid = pid
        self.entry = entry
        self.map = map
    }

    static let callback:
        @convention(c) (
            OpaquePointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?, UnsafePointer<CChar>?, Dwarf_Addr,
            UnsafeMutableRawPointer?
        ) -> Int32 = { handle, userData, name, start, context in
            guard let handle, let userData, let context else { return 0 }
            let collector = Unmanaged<ModuleCollector>.fromOpaque(context).takeUnretainedValue()
            if let known = userData.pointee {
                collector.found.append(Unmanaged<LoadedModule>.fromOpaque(known).takeUnretainedValue())
                return 0
            }
            var end: Dwarf_Addr = 0
            dwfl_module_info(handle, nil, nil, &end, nil, nil, nil, nil)
            let range = start..<max(start, end)
            // A file that is mapped without code, as a debugger maps its target's, was not loaded by the linker.
            guard collector.map?.hasCode(in: range) == true else { return 0 }
            let module = LoadedModule(
                handle: handle, path: name.map { String(cString: $0) } ?? "", range: range, pid: collector.pid,
                isProgram: collector.entry.map { range.contains($0) } ?? false)
            userData.pointee = Unmanaged.passUnretained(module).toOpaque()
            collector.found.append(module)
            return 0
        }
}
