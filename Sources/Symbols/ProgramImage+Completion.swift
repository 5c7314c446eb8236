import CElfutils
import Glibc
import HitRules
import ProgramModel

/// Names for what is being typed.
extension ProgramImage {
    /// Locals of the stopped thread and the program's own names first, then those of its libraries. The ELF symbols tell
    /// the names; the debugging information tells locals and fields.
    func candidates(for query: NameQuery, in context: EvaluationContext?) -> NameCandidates {
        guard query.base.isEmpty else {
            let fields = ExpressionEvaluator(image: self, context: context).fieldNames(of: query.base)
            return NameCandidates(query.beginning, among: [fields.filter { $0.hasPrefix(query.beginning) }])
        }
        refresh()
        var own: [String] = []
        var others: [String] = []
        if query.purpose != .location, let context { own += localNames(in: context) }
        if query.purpose == .condition { own += HitField.allCases.map(\.rawValue) }
        own = own.filter { $0.hasPrefix(query.beginning) && SymbolWord.isPlain($0) }
        for module in modules {
            let found = module.names(matching: query)
            if module === main { own += found } else { others += found }
        }
        // Names of the compiler's and the C library's are not told before their underscore is typed.
        return NameCandidates(query.beginning, among: [own, others], isCut: query.beginning.isEmpty)
    }

    /// The variables of the innermost frame.
    private func localNames(in context: EvaluationContext) -> [String] {
        let query = PlaceQuery(pc: context.registers[.rip], isExact: true)
        guard let scopes = scopes(at: query.pc) else { return [] }
        return scopes.all.flatMap { scope in
            scope.children.compactMap { child in
                child.tag == DW_TAG_variable || child.tag == DW_TAG_formal_parameter ? child.name : nil
            }
        }
    }
}

extension ExpressionEvaluator {
    /// What can follow `config.` or `node->`; empty where nothing is known of it. No memory is read.
    func fieldNames(of base: String) -> [String] {
        let isPointer = base.hasSuffix("->")
        var evaluator = self
        evaluator.moment = .never
        guard let expression = try? parse(String(base.dropLast(isPointer ? 2 : 1))),
            let operand = try? evaluator.evaluate(expression), var type = type(of: operand)
        else { return [] }
        if isPointer {
            switch types.shape(type) {
            case .pointer(let target?): type = target
            case .array(let element, _): type = element
            default: return []
            }
        }
        switch types.shape(type) {
        case .structure(let entry):
            let whole = entry.has(DW_AT_declaration) ? image.definition(of: entry) ?? entry : entry
            return StructFields(of: whole) { image.definition(of: $0) }.names.filter(SymbolWord.isPlain)
        case .members(let members): return members.map(\.name).filter(SymbolWord.isPlain)
        default: return []
        }
    }
}

extension LoadedModule {
    /// Demangling stops after so many symbols.
    private static let mostDemangled = 20_000

    fileprivate func names(matching query: NameQuery) -> [String] {
        let takesData = query.purpose != .location
        // Of libraries there are too many to be told without a letter.
        let takesCode =
            (query.purpose == .watch || query.purpose == .location) && (isProgram || !query.beginning.isEmpty)
        // What assemblers leave has no kind.
        let takesPlain = isProgram && bias == nil
        let word = SymbolWord(query.beginning)
        var names: [String] = []
        var demangled = 0
        for symbol in symbols.all {
            let isWanted =
                switch symbol.kind {
                case .object, .threadLocal: takesData
                case .function: takesCode
                case .plain: takesPlain && (symbol.isCode ? takesCode : takesData)
                }
            guard isWanted else { continue }
            if Demangler.isMangled(symbol.nameBytes) {
                guard demangled < Self.mostDemangled, word.mayBegin(mangled: symbol.nameBytes) else { continue }
                demangled += 1
                let name = Demangler.displayName(symbol.nameBytes)
                if name.hasPrefix(query.beginning), SymbolWord.isPlain(name) { names.append(name) }
            } else if word.begins(symbol.nameBytes) {
                let name = symbol.name
                if SymbolWord.isPlain(name) { names.append(name) }
            }
        }
        return names
    }
}

/// The beginning of a symbol's name, compared without making a string of each.
private struct SymbolWord {
    /// These end in a zero byte.
    private let whole: [CChar]
    /// Its last part, which stands in a mangled name as it is.
    private let last: [CChar]
    private let takesHidden: Bool

    init(_ beginning: String) {
        let bytes = beginning.utf8.map { CChar(bitPattern: $0) }
        whole = bytes + [0]
        last = bytes.reversed().prefix { $0 != CChar(bitPattern: UInt8(ascii: ":")) }.reversed() + [0]
        takesHidden = beginning.hasPrefix("_")
    }

    func begins(_ name: UnsafePointer<CChar>) -> Bool {
        if !takesHidden, name[0] == CChar(bitPattern: UInt8(ascii: "_")) { return false }
        return strncmp(name, whole, whole.count - 1) == 0
    }

    func mayBegin(mangled name: UnsafePointer<CChar>) -> Bool {
        last.count == 1 || name[0] == CChar(bitPattern: UInt8(ascii: "$")) || strstr(name, last) != nil
    }

    /// Whether it can be typed as it is: `counter.0`, `f [clone]` and templates are none.
    static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == ":" }
    }
}
