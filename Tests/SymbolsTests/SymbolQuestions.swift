import Glibc
import ProgramModel
import Symbols
import TestSupport

/// Asks a symbol worker and waits for its answers.
final class SymbolQuestions {
    let worker = SymbolWorker()
    var number: UInt64 = 0

    deinit { worker.close() }

    func load(_ pid: pid_t, _ path: String) throws -> SymbolSummary {
        worker.submit(.load(pid: pid, path: path))
        guard case .loaded(let summary) = try next() else { throw CompiledProgramError(description: "no summary") }
        return summary
    }

    func expression(_ text: String) throws -> ResolvedExpression {
        number += 1
        worker.submit(.expression(number: number, text: text, context: nil))
        guard case .expression(number, let result) = try next() else {
            throw CompiledProgramError(description: "no expression")
        }
        return try result.get()
    }

    func location(_ text: String) throws -> [UInt64] {
        number += 1
        worker.submit(.location(number: number, text: text))
        guard case .location(number, let result) = try next() else {
            throw CompiledProgramError(description: "no location")
        }
        return try result.get()
    }

    func place(_ pc: UInt64, isExact: Bool) throws -> CodePlace {
        let query = PlaceQuery(pc: pc, isExact: isExact)
        worker.submit(.places([query]))
        guard case .places(let found) = try next(), let place = found[query] else {
            throw CompiledProgramError(description: "no place")
        }
        return place
    }

    func sites(_ queries: [UInt32: SiteQuery]) throws -> [UInt32: SiteFinding] {
        worker.submit(.sites(queries))
        guard case .sites(let found) = try next() else { throw CompiledProgramError(description: "no sites") }
        return found
    }

    func stack(_ evidence: StackEvidence) throws -> CallStack {
        number += 1
        worker.submit(.stack(number: number, evidence))
        guard case .stack(number, let stack) = try next() else { throw CompiledProgramError(description: "no stack") }
        return stack
    }

    func detail(_ query: SiteQuery, stack: [UInt8] = []) throws -> SiteDetail {
        number += 1
        worker.submit(.detail(number: number, query, stack: stack))
        guard case .detail(number, let detail) = try next() else {
            throw CompiledProgramError(description: "no detail")
        }
        return detail
    }

    func names(_ addresses: [UInt64]) throws -> [UInt64: String] {
        worker.submit(.names(addresses))
        guard case .names(let names) = try next() else { throw CompiledProgramError(description: "no names") }
        return names
    }

    func threadNames(_ tids: [Int32]) throws -> [Int32: String] {
        worker.submit(.threadNames(tids))
        guard case .threadNames(let names) = try next() else { throw CompiledProgramError(description: "no names") }
        return names
    }

    /// The error of an expression; nil when it has none.
    func error(_ text: String) throws -> ExpressionError? {
        do {
            _ = try expression(text)
            return nil
        } catch let error as ExpressionError {
            return error
        }
    }

    func locationError(_ text: String) throws -> ExpressionError? {
        do {
            _ = try location(text)
            return nil
        } catch let error as ExpressionError {
            return error
        }
    }

    func next() throws -> SymbolAnswer {
        var waiting = pollfd(fd: worker.eventDescriptor, events: Int16(POLLIN), revents: 0)
        while true {
            let count = poll(&waiting, 1, 20_000)
            if count < 0 && errno == EINTR { continue }
            guard count == 1 else { throw CompiledProgramError(description: "the symbol worker does not answer") }
            if let answer = worker.takeAnswers().first { return answer }
        }
    }
}

/// A program with the addresses that it printed of its own things, and someone who can name them.
final class NamedProgram {
    let program: CompiledProgram
    let child: RunningProgram
    let questions = SymbolQuestions()
    let summary: SymbolSummary
    /// What the program printed: `name address`.
    private(set) var addresses: [String: UInt64] = [:]

    init(_ program: CompiledProgram) throws {
        self.program = program
        child = try program.start()
        for line in try child.readUntilReady() {
            let words = line.split(separator: " ")
            addresses[String(words[0])] = NumberText.unsigned(words[1])
        }
        summary = try questions.load(child.pid, program.path)
    }
}
