/// Answers questions about the program's names, on a thread of its own: requests go in, answers come out in their order.
///
/// Used from one thread, its owner's; nothing here waits for the answer.
package protocol SymbolService: AnyObject {
    /// Readable (poll) when `takeAnswers` has something.
    var eventDescriptor: Int32 { get }
    func submit(_ request: SymbolRequest)
    func takeAnswers() -> [SymbolAnswer]
    /// Ends the thread; a request under way is abandoned.
    func close()
}

package enum SymbolRequest: Hashable, Sendable {
    /// Forgets what was known and reads the modules mapped in a process, whose main program is at `path`. Answered by
    /// `.loaded`. Ask again after an exec, and when libraries may have been added.
    case load(pid: Int32, path: String)
    /// Where a run should stop: `main`, `entry`, a function, `file:line`, `*ADDRESS`. Answered by `.location`.
    case location(number: UInt64, text: String)
    /// What an expression names: an address, symbol, symbol+offset or C path. Answered by `.expression`.
    case expression(number: UInt64, text: String)
    /// Where these code addresses lie. `lookup` is the address to look at for each: pc - 1 after a data access, so that
    /// the accessing instruction's line is found and not the next one's. Answered by `.places`.
    case places([PlaceQuery])
}

package struct PlaceQuery: Hashable, Sendable {
    package var pc: UInt64
    /// True at an execute slot, where pc is the instruction itself.
    package var isExact: Bool
    package init(pc: UInt64, isExact: Bool) {
        self.pc = pc
        self.isExact = isExact
    }
}

package enum SymbolAnswer: Hashable, Sendable {
    case loaded(SymbolSummary)
    case location(number: UInt64, Result<[UInt64], ExpressionError>)
    case expression(number: UInt64, Result<ResolvedExpression, ExpressionError>)
    case places([PlaceQuery: CodePlace])
}

/// What could be read of the program.
package struct SymbolSummary: Hashable, Sendable {
    /// The program's entry point in memory, 0 when it is not known.
    package var entry: UInt64
    package var hasDebugInformation: Bool
    package var symbolCount: Int
    /// Why symbols are missing, when they are; one sentence.
    package var problem: String?
    package init(entry: UInt64, hasDebugInformation: Bool, symbolCount: Int, problem: String? = nil) {
        self.entry = entry
        self.hasDebugInformation = hasDebugInformation
        self.symbolCount = symbolCount
        self.problem = problem
    }
}

/// What an expression names in the running program.
package struct ResolvedExpression: Hashable, Sendable {
    package var address: UInt64
    /// nil when only an address is known (no debug information): the length is then the symbol's or 8.
    package var type: ValueType?
    /// The type's or the symbol's size in bytes; nil when neither is known.
    package var byteCount: Int?
    package var isFunction: Bool
    package init(address: UInt64, type: ValueType?, byteCount: Int?, isFunction: Bool) {
        self.address = address
        self.type = type
        self.byteCount = byteCount
        self.isFunction = isFunction
    }
}

/// Why an expression means nothing here.
package struct ExpressionError: Error, Hashable, Sendable {
    /// One sentence without a full stop: "no symbol 'conter' in ./program".
    package var message: String
    /// The character of the text it is about, from 0; nil when it is about all of it.
    package var column: Int?
    /// Near names, nearest first, at most five.
    package var suggestions: [String]
    package init(_ message: String, column: Int? = nil, suggestions: [String] = []) {
        self.message = message
        self.column = column
        self.suggestions = suggestions
    }
}
