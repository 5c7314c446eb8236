import CElfutils
import HitRules
import ProgramModel

/// Variables that live in frames.
extension ProgramImage {
    /// The local or parameter of that name: `local` in the innermost frame, its inlined functions and inner blocks
    /// included, or `function::local` in the innermost frame of that function; nil when there is none of that name, or it
    /// has one place for the whole run (a static variable).
    ///
    /// - Throws: when there is one that is nowhere now (optimized out, or kept in pieces).
    func local(
        _ name: SymbolName, in context: EvaluationContext, column: Int
    ) throws(ExpressionError) -> ResolvedLocal? {
        guard let wanted = name.components.last else { return nil }
        if module(at: context.registers[.rip]) == nil { refresh() }
        let function = Array(name.components.dropLast())
        let memory = StackMemory(process: memory)
        var walker = StackWalker(image: self, registers: context.registers, isExact: true, memory: memory)
        while let frame = walker.nextFrame() {
            if let variable = variable(wanted, of: function, name: name, in: frame) {
                return try FrameVariable(
                    variable: variable.entry, function: variable.function, name: wanted, frame: frame,
                    context: context, memory: memory, image: self
                ).resolved(column: column)
            }
            if function.isEmpty { return nil }
        }
        return nil
    }

    /// The innermost variable of that name in a frame, with the function whose frame it is.
    ///
    /// - Parameter function: the parts of the name of the function that it must belong to; empty for any.
    private func variable(_ wanted: String, of function: [String], name: SymbolName, in frame: MachineFrame) -> (
        entry: DebugEntry, function: DebugEntry
    )? {
        guard let scopes = scopes(at: frame.lookup), let physical = scopes.function, isIn(name, frame.lookup) else {
            return nil
        }
        var candidate: DebugEntry?
        for scope in scopes.all {
            if candidate == nil { candidate = scope.variable(named: wanted) }
            guard scope.tag == DW_TAG_inlined_subroutine || scope.tag == DW_TAG_subprogram else { continue }
            if let candidate, function.isEmpty { return (candidate, physical) }
            let symbol =
                scope.tag == DW_TAG_subprogram
                ? module(at: frame.lookup)?.symbols.function(at: frame.lookup) : nil
            if let candidate, scope.isFunction(named: function, symbol: symbol) { return (candidate, physical) }
            // A block's variables belong to the function around it only.
            candidate = nil
        }
        return nil
    }

    /// Whether code lies in the module and the source file that a name asks for.
    private func isIn(_ name: SymbolName, _ address: UInt64) -> Bool {
        guard let module = module(at: address) else { return false }
        if let wanted = name.module, module.name != wanted, !module.name.hasPrefix(wanted + ".") { return false }
        guard let file = name.file else { return true }
        return module.unit(at: address)?.nameBytes.map { SourcePath.path(String(cString: $0), isNamed: file) } ?? false
    }
}

extension DebugEntry {
    /// The variable or parameter of that name declared directly in a scope.
    fileprivate func variable(named wanted: String) -> DebugEntry? {
        var found: DebugEntry?
        forEachChild { child in
            guard child.tag == DW_TAG_variable || child.tag == DW_TAG_formal_parameter, child.name == wanted else {
                return true
            }
            // The last of equal names hides the others.
            found = child
            return true
        }
        return found
    }

    /// Whether a function is meant by a name, written with its namespaces or without.
    fileprivate func isFunction(named components: [String], symbol: ElfSymbol?) -> Bool {
        if components.count == 1, name == components[0] { return true }
        let wanted = components.joined(separator: "::")
        guard let display = displayName(symbol: symbol) else { return false }
        return display == wanted || display.hasSuffix("::" + wanted)
    }
}
