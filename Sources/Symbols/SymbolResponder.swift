import CElfutils
import ProgramModel

/// Answers one request after the other. Stays on the thread that made it.
struct SymbolResponder {
    private var image: ProgramImage?
    /// Read when they are asked for first.
    private var kernel: KernelSymbols?

    init() {
        // Names are found in the version of libelf that was compiled against; without this call it refuses all work.
        elf_version(UInt32(EV_CURRENT))
    }

    mutating func answer(_ request: SymbolRequest) -> SymbolAnswer {
        switch request {
        case .load(let pid, let path): return .loaded(load(pid: pid, path: path))
        case .location(let number, let text):
            return .location(number: number, result { image throws(ExpressionError) in try image.location(text) })
        case .expression(let number, let text, let context):
            return .expression(
                number: number, evaluate(context) { evaluator throws(ExpressionError) in try evaluator.resolve(text) })
        case .condition(let number, let text, let subject, let context):
            return .condition(
                number: number,
                evaluate(context) { evaluator throws(ExpressionError) in try evaluator.condition(text, on: subject) })
        case .assignment(let number, let text, let context):
            return .assignment(
                number: number,
                evaluate(context) { evaluator throws(ExpressionError) in try evaluator.assignment(text) })
        case .value(let number, let text, let context):
            return .value(
                number: number, evaluate(context) { evaluator throws(ExpressionError) in try evaluator.value(text) })
        case .frame(let number, let context):
            return .frame(number: number, image?.stoppedFrame(context) ?? StoppedFrame())
        case .places(let queries):
            // Who asked waits for an answer to each.
            return .places(
                Dictionary(
                    queries.map { ($0, image?.place(of: $0) ?? CodePlace()) }, uniquingKeysWith: { first, _ in first }))
        case .sites(let queries):
            return .sites(queries.mapValues { image?.finding(of: $0) ?? SiteFinding() })
        case .detail(let number, let query, let stack):
            return .detail(number: number, image?.detail(of: query, stack: stack) ?? SiteDetail())
        case .stack(let number, let evidence):
            return .stack(number: number, image?.callStack(evidence) ?? CallStack())
        case .candidates(let query, let context):
            return .candidates(
                query, image?.candidates(for: query, in: context) ?? NameCandidates(query.beginning, among: []))
        case .names(let addresses):
            return .names(answers(addresses) { image, address in image.name(ofAddress: address) })
        case .kernelNames(let number, let addresses):
            let symbols = kernel ?? KernelSymbols(parsing: ProcessFile.read("/proc/kallsyms").map { Array($0) } ?? [])
            kernel = symbols
            return .kernelNames(
                number: number,
                Dictionary(
                    addresses.map { ($0, KernelPlace(after: $0, in: symbols)) }, uniquingKeysWith: { first, _ in first }
                ))
        case .threadActivities(let tids):
            var found: [Int32: ThreadActivity] = [:]
            for tid in tids {
                found[tid] = ProcessFile.read("/proc/\(tid)/task/\(tid)/stat").flatMap {
                    ThreadActivity(parsing: Array($0))
                }
            }
            return .threadActivities(found)
        case .threadNames(let tids): return .threadNames(answers(tids) { image, tid in image.threadName(tid) })
        }
    }

    /// Those that have an answer.
    private func answers<Key: Hashable, Answer>(_ keys: [Key], _ answer: (ProgramImage, Key) -> Answer?) -> [Key:
        Answer]
    {
        guard let image else { return [:] }
        var found: [Key: Answer] = [:]
        for key in keys where found[key] == nil { found[key] = answer(image, key) }
        return found
    }

    private func evaluate<Value>(
        _ context: EvaluationContext?, _ body: (ExpressionEvaluator) throws(ExpressionError) -> Value
    ) -> Result<Value, ExpressionError> {
        result { image throws(ExpressionError) in try body(ExpressionEvaluator(image: image, context: context)) }
    }

    /// The same process and file again, as after its libraries were mapped, keeps what was read of the files.
    private mutating func load(pid: Int32, path: String) -> SymbolSummary {
        if let image, image.isCurrent(pid: pid, path: path) {
            image.refresh()
            return image.summary
        }
        image = nil
        image = ProgramImage(pid: pid, path: path)
        return image?.summary
            ?? SymbolSummary(
                entry: 0, hasDebugInformation: false, symbolCount: 0, problem: "there is no memory to read symbols")
    }

    private func result<Value>(_ body: (ProgramImage) throws(ExpressionError) -> Value) -> Result<
        Value, ExpressionError
    > {
        guard let image else { return .failure(ExpressionError("no program has been loaded")) }
        do throws(ExpressionError) {
            return .success(try body(image))
        } catch {
            return .failure(error)
        }
    }
}
