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
        let deadline = ContinuousClock.now + Self.demanglingTime
        var own = ModuleNames(deadline: deadline)
        var others = ModuleNames(deadline: deadline)
        if query.purpose != .location, let context { own.data += localNames(in: context) }
        if query.purpose == .condition { own.data += HitField.allCases.map(\.rawValue) }
        own.data = own.data.filter { $0.hasPrefix(query.beginning) && SymbolWord.isPlain($0) }
        for module in modules {
            if module === main { own.add(module, query) } else { others.add(module, query) }
        }
        let isCut = own.isCut || others.isCut
        // Some are hidden from who has typed nothing yet.
        var candidates = NameCandidates(
            query.beginning, among: [own.data, own.code, others.data, others.code], nearestParts: 2,
            isCut: isCut || query.beginning.isEmpty)
        // How far those agree that were not looked at is not known.
        let isOwn = !own.data.isEmpty || !own.code.isEmpty
        if own.isCut || others.isCut && !isOwn { candidates.common = query.beginning }
        return candidates
    }

    /// Demangling ends then: other questions wait for the same thread.
    private static let demanglingTime = Duration.milliseconds(250)

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

/// Names of variables and of functions.
private struct ModuleNames {
    var data: [String] = []
    var code: [String] = []
    /// Not all symbols were looked at.
    private(set) var isCut = false
    private let deadline: ContinuousClock.Instant

    init(deadline: ContinuousClock.Instant) { self.deadline = deadline }

    mutating func add(_ module: LoadedModule, _ query: NameQuery) {
        let takesData = query.purpose != .location
        // Of libraries there are too many to be told without a letter.
        let takesCode =
            (query.purpose == .watch || query.purpose == .location) && (module.isProgram || !query.beginning.isEmpty)
        // What assemblers leave has no kind.
        let takesPlain = module.isProgram && module.bias == nil
        let word = SymbolWord(query.beginning)
        for symbol in module.symbols.all {
            let isWanted =
                switch symbol.kind {
                case .object, .threadLocal: takesData
                case .function: takesCode
                case .plain: takesPlain && (symbol.isCode ? takesCode : takesData)
                }
            guard isWanted else { continue }
            if Demangler.isMangled(symbol.nameBytes) {
                guard !isCut, word.mayBegin(mangled: symbol.nameBytes) else { continue }
                guard ContinuousClock.now < deadline else {
                    isCut = true
                    continue
                }
            } else if !word.begins(symbol.nameBytes) {
                continue
            }
            let name = Demangler.displayName(symbol.nameBytes)
            guard name.hasPrefix(query.beginning), SymbolWord.isPlain(name),
                !HiddenNames.hides(name, from: query.beginning)
            else { continue }
            if symbol.isCode || symbol.kind == .function { code.append(name) } else { data.append(name) }
        }
    }
}

/// The beginning of a symbol's name, compared without making a string of each.
private struct SymbolWord {
    /// These end in a zero byte.
    private let whole: [CChar]
    /// Its last part that has letters, which stands in a mangled name as it is.
    private let last: [CChar]
    private let takesHidden: Bool

    init(_ beginning: String) {
        let bytes = beginning.utf8.map { CChar(bitPattern: $0) }
        whole = bytes + [0]
        let part = bytes.split(separator: CChar(bitPattern: UInt8(ascii: ":"))).last ?? []
        // Of the standard library's own scopes the mangling abbreviates many.
        let isAbbreviated =
            "std::".hasPrefix(beginning) || beginning.hasPrefix("std::") && beginning.hasSuffix("::")
        last = (isAbbreviated ? [] : Array(part)) + [0]
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
