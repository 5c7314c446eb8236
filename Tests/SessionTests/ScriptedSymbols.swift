import HitRules
import ProgramModel

/// A symbol service that knows what a test tells it and answers at the next look.
final class ScriptedSymbols: SymbolService {
    var eventDescriptor: Int32 { -1 }
    var locations: [String: [UInt64]] = [:]
    var frame = StoppedFrame()
    var conditions: [String: Condition] = [:]
    var assignments: [String: Assignment] = [:]
    var expressions: [String: ResolvedExpression] = [:]
    /// Names that are known only from the given number of loads on, as those of a library mapped late.
    var knownFromLoad: [String: Int] = [:]
    /// What the instruction of every site does.
    var access: AccessKind?
    /// While true no answer comes.
    var isHeld = false
    private(set) var requests: [SymbolRequest] = []
    private(set) var isClosed = false
    private var answers: [SymbolAnswer] = []
    private var loadCount = 0

    func submit(_ request: SymbolRequest) {
        requests.append(request)
        answers.append(answer(to: request))
    }

    func takeAnswers() -> [SymbolAnswer] {
        guard !isHeld else { return [] }
        defer { answers = [] }
        return answers
    }

    func close() { isClosed = true }

    private func answer(to request: SymbolRequest) -> SymbolAnswer {
        switch request {
        case .load:
            loadCount += 1
            return .loaded(
                SymbolSummary(entry: 0x401000, hasDebugInformation: true, symbolCount: expressions.count))
        case .location(let number, let text):
            return .location(number: number, locations[text].map(Result.success) ?? .failure(Self.unknown(text)))
        case .expression(let number, let text, _):
            let isKnown = loadCount >= knownFromLoad[text, default: 0]
            return .expression(
                number: number,
                isKnown
                    ? expressions[text].map(Result.success) ?? .failure(Self.unknown(text))
                    : .failure(Self.unknown(text)))
        case .places(let queries):
            return .places(
                Dictionary(uniqueKeysWithValues: queries.map { ($0, CodePlace(function: "f", offset: $0.pc & 0xff)) }))
        case .sites(let queries):
            return .sites(
                queries.mapValues { [access] query in
                    SiteFinding(access: access, place: CodePlace(function: "f", offset: query.pc & 0xff))
                })
        case .condition(let number, let text, _, _):
            return .condition(number: number, conditions[text].map(Result.success) ?? .failure(Self.unknown(text)))
        case .assignment(let number, let text, _):
            return .assignment(number: number, assignments[text].map(Result.success) ?? .failure(Self.unknown(text)))
        case .value(let number, let text, _): return .value(number: number, .failure(Self.unknown(text)))
        case .detail(let number, _, _): return .detail(number: number, SiteDetail())
        case .stack(let number, _): return .stack(number: number, CallStack())
        case .frame(let number, _): return .frame(number: number, frame)
        case .names: return .names([:])
        case .candidates(let query, _):
            return .candidates(
                query,
                NameCandidates(query.beginning, among: [expressions.keys.filter { $0.hasPrefix(query.beginning) }]))
        case .threadActivities: return .threadActivities([:])
        case .kernelNames(let number, let addresses):
            return .kernelNames(
                number: number, Dictionary(uniqueKeysWithValues: addresses.map { ($0, KernelPlace(address: $0)) }))
        case .threadNames(let tids):
            return .threadNames(Dictionary(uniqueKeysWithValues: tids.map { ($0, "thread \($0)") }))
        }
    }

    static func unknown(_ text: String) -> ExpressionError { ExpressionError("no symbol '\(text)'") }
}
