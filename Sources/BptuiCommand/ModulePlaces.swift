import ProgramModel

/// Where files are mapped in a process, by `/proc/PID/maps` (proc_pid_maps(5)): an address as a module and the distance from
/// its start, which is the same wherever it is loaded.
struct ModulePlaces {
    private struct Module {
        var name: String
        var start: UInt64
        var end: UInt64
    }

    private var modules: [Module] = []

    init(pid: Int32) {
        self.init(String(decoding: FileBytes.read("/proc/\(pid)/maps") ?? [], as: UTF8.self))
    }

    init(_ text: String) {
        // The last one ends where the memory for what begins as zeros may go on.
        var isOpen = false
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ", maxSplits: 5)
            let range = (fields.first ?? "").split(separator: "-").compactMap { UInt64($0, radix: 16) }
            guard fields.count >= 5, range.count == 2 else { continue }
            let path = fields.count > 5 ? fields[5].drop { $0 == " " } : ""
            if path.hasPrefix("/") {
                let name = String(path.split(separator: "/").last ?? path)
                if isOpen, let last = modules.last, last.name == name {
                    modules[modules.count - 1].end = range[1]
                } else {
                    modules.append(Module(name: name, start: range[0], end: range[1]))
                }
                isOpen = true
            } else {
                if path.isEmpty, isOpen, modules.last?.end == range[0] { modules[modules.count - 1].end = range[1] }
                isOpen = false
            }
        }
    }

    /// `libc.so.6+0x1f30`; nil in no module.
    func place(of address: UInt64) -> String? {
        guard let module = modules.first(where: { ($0.start..<$0.end).contains(address) }),
            let first = modules.first(where: { $0.name == module.name }), first.start <= address
        else { return nil }
        return "\(module.name)+0x\(String(address - first.start, radix: 16))"
    }

    /// nil when there is no such module now, or the place is none.
    func address(of place: String) -> UInt64? {
        guard let plus = place.lastIndex(of: "+"),
            let offset = NumberText.unsigned(place[place.index(after: plus)...]),
            let module = modules.first(where: { $0.name == place[..<plus] })
        else { return nil }
        let (address, isOver) = module.start.addingReportingOverflow(offset)
        return isOver ? nil : address
    }
}
