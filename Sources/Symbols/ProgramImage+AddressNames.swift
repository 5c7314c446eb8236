import CZydis
import ProgramModel

/// What lies at addresses, and who runs.
extension ProgramImage {
    /// `counter`, `config.limits[2]`, `counter+4`, `bump+0x1a`; nil without a name, as on the stack and the heap.
    func name(ofAddress address: UInt64) -> String? {
        guard let module = module(at: address) else { return nil }
        if module.isCode(address) { return codeName(at: address, in: module) }
        guard let symbol = module.objects.object(at: address) else { return nil }
        let name = Demangler.displayName(symbol.nameBytes)
        let offset = address &- symbol.address
        guard offset > 0 else { return name }
        guard let type = type(of: symbol, named: name, in: module) else { return "\(name)+\(offset)" }
        let path = MemberPath(to: offset, in: TypePosition(type), definition: { self.definition(of: $0) })
        return name + path.text + (path.rest == 0 ? "" : "+\(path.rest)")
    }

    private func codeName(at address: UInt64, in module: LoadedModule) -> String? {
        let symbol = module.symbols.function(at: address)
        // A symbol without a size reaches to the next one, and the linker's stubs lie in between.
        if symbol?.size ?? 0 == 0, let stub = stubName(at: address, in: module) { return stub }
        guard let symbol else { return nil }
        let offset = address &- symbol.address
        return Demangler.displayName(symbol.nameBytes) + (offset == 0 ? "" : "+" + NumberText.hexadecimal(offset))
    }

    /// `puts@plt`, for the stub that leads to it.
    private func stubName(at address: UInt64, in module: LoadedModule) -> String? {
        guard isLinkageStub(at: address), var jump = instruction(at: address) else { return nil }
        if !jump.isJump, let next = instruction(at: jump.end) { jump = next }
        return jump.operands.first.flatMap { module.linkageNames.name(ofWordAt: $0.displacement) }.map { $0 + "@plt" }
    }

    /// The type of the variable that a symbol stands for: of the one at its address where several have the name.
    private func type(of symbol: ElfSymbol, named name: String, in module: LoadedModule) -> DebugEntry? {
        guard let bias = module.bias else { return nil }
        let found = module.names.find(name.split(separator: "::").map(String.init)).filter { $0.kind == .variable }
        let exact = found.first { $0.entry.variablePlace == .fixed(symbol.address &- bias) }
        return (exact ?? (found.count == 1 && symbol.isGlobal ? found[0] : nil))?.entry.type
    }

    /// The thread's comm as it is now; nil when it is gone.
    func threadName(_ tid: Int32) -> String? {
        guard var name = ProcessFile.read("/proc/\(pid)/task/\(tid)/comm") else { return nil }
        if name.last == UInt8(ascii: "\n") { name.removeLast() }
        return DisplayText.sanitized(bytes: name)
    }
}
