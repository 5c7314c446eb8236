import ProgramModel

/// Watches on their way back: what was asked for, and what came of it.
struct WatchLoading {
    private var open: [(spec: WatchSpec, isEnabled: Bool)] = []
    private var armed: [String] = []
    private var failed: [String] = []
    /// What in the file cannot be read.
    let problems: [String]
    /// Watched already.
    var alreadyThere = 0

    init(problems: [String]) { self.problems = problems }

    var specs: [WatchSpec] { open.map(\.spec) }
    var isOver: Bool { open.isEmpty }
    var isComplete: Bool { failed.isEmpty && problems.isEmpty }

    mutating func begin(_ spec: WatchSpec, isEnabled: Bool) { open.append((spec, isEnabled)) }

    mutating func fail(_ name: String, _ reason: String) {
        failed.append("\(DisplayText.sanitized(name)): \(reason)")
    }

    /// - Returns: whether it is to stay armed; nil when it was not asked for.
    mutating func end(_ spec: WatchSpec, refusal: String?) -> Bool? {
        guard let index = open.firstIndex(where: { $0.spec == spec }) else { return nil }
        let entry = open.remove(at: index)
        if let refusal { fail(spec.expression, refusal) } else { armed.append(spec.expression) }
        return entry.isEnabled
    }

    /// `2 of 3 watches are back: a, b; not c: no symbol 'c' in ./program`.
    var summary: String {
        let all = armed.count + failed.count
        var parts: [String] = []
        if all > 0 {
            let names = armed.map { DisplayText.sanitized($0) }.joined(separator: ", ")
            let count = failed.isEmpty ? WatchKeeper.count(all) : "\(armed.count) of \(WatchKeeper.count(all))"
            parts.append("\(count) back\(names.isEmpty ? "" : ": \(names)")")
        }
        parts += failed.map { "not \($0)" }
        if alreadyThere > 0 { parts.append("\(alreadyThere) watched already") }
        parts += problems
        return parts.isEmpty ? "no watches are kept there" : parts.joined(separator: "; ")
    }
}
