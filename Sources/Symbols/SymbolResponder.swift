import CElfutils
import ProgramModel

/// Answers one request after the other. Stays on the thread that made it.
struct SymbolResponder {
    private var image: ProgramImage?

    init() {
        // Names are found in the version of libelf that was compiled against; without this call it refuses all work.
        elf_version(UInt32(EV_CURRENT))
    }

    mutating func answer(_ request: SymbolRequest) -> SymbolAnswer {
        switch request {
        case .load(let pid, let path): .loaded(load(pid: pid, path: path))
        case .location(let number, let text):
            .location(number: number, result { image throws(ExpressionError) in try image.location(text) })
        case .expression(let number, let text):
            .expression(
                number: number,
                result { image throws(ExpressionError) in try ExpressionEvaluator(image: image).resolve(text) })
        case .places(let queries):
            .places(
                Dictionary(
                    queries.map { ($0, image?.place(of: $0) ?? CodePlace()) }, uniquingKeysWith: { first, _ in first }))
        }
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
