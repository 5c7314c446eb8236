package import HitRules

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
    ///
    /// - Parameter context: the stopped thread whose locals and registers may be named; nil while none is known.
    case expression(number: UInt64, text: String, context: EvaluationContext?)
    /// A condition on the hits of a watch, to be compiled. Answered by `.condition`.
    case condition(number: UInt64, text: String, subject: ConditionSubject, context: EvaluationContext?)
    /// `EXPR=VALUE`. Answered by `.assignment`.
    case assignment(number: UInt64, text: String, context: EvaluationContext?)
    /// What an expression reads as now. Answered by `.value`.
    case value(number: UInt64, text: String, context: EvaluationContext?)
    /// The line and the frame that a stopped thread stands in. Answered by `.frame`.
    case frame(number: UInt64, context: EvaluationContext)
    /// Where these code addresses lie. `lookup` is the address to look at for each: pc - 1 after a data access, so that
    /// the accessing instruction's line is found and not the next one's. Answered by `.places`.
    case places([PlaceQuery])
    /// Which instruction made each of these accesses. Answered by `.sites`; the keys are the caller's.
    case sites([UInt32: SiteQuery])
    /// Code and stack around a site. Answered by `.detail`.
    case detail(number: UInt64, SiteQuery, stack: [UInt8])
    /// Answered by `.stack`.
    case stack(number: UInt64, StackEvidence)
    /// Names that begin so. Answered by `.candidates`.
    case candidates(NameQuery, context: EvaluationContext?)
    /// The names of what lies at these addresses. Answered by `.names`.
    case names([UInt64])
    /// Which functions of the kernel's these addresses lie in; each is the instruction after the one meant. Answered by
    /// `.kernelNames`.
    case kernelNames(number: UInt64, [UInt64])
    /// Names of threads as they are now (comm). Answered by `.threadNames`; those that are gone are absent.
    case threadNames([Int32])
    /// What threads do, of whatever process. Answered by `.threadActivities`; those that are gone are absent.
    case threadActivities([Int32])
}

package struct PlaceQuery: Hashable, Sendable, Codable {
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
    case condition(number: UInt64, Result<Condition, ExpressionError>)
    case assignment(number: UInt64, Result<Assignment, ExpressionError>)
    case value(number: UInt64, Result<ReadValue, ExpressionError>)
    case frame(number: UInt64, StoppedFrame)
    case places([PlaceQuery: CodePlace])
    case sites([UInt32: SiteFinding])
    case detail(number: UInt64, SiteDetail)
    case stack(number: UInt64, CallStack)
    case candidates(NameQuery, NameCandidates)
    /// `counter`, `config.limits+4`, `bump+0x1a`; an address without a name is absent.
    case names([UInt64: String])
    /// An address without a name has a place without one.
    case kernelNames(number: UInt64, [UInt64: KernelPlace])
    case threadNames([Int32: String])
    case threadActivities([Int32: ThreadActivity])
}

/// What could be read of the program.
package struct SymbolSummary: Hashable, Sendable, Codable {
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
    /// The frame that a local lives in; nil for what outlives every frame.
    package var frame: FrameScope?
    package init(
        address: UInt64, type: ValueType?, byteCount: Int?, isFunction: Bool, frame: FrameScope? = nil
    ) {
        self.address = address
        self.type = type
        self.byteCount = byteCount
        self.isFunction = isFunction
        self.frame = frame
    }
}

/// Why an expression means nothing here.
package struct ExpressionError: Error, Hashable, Sendable, Codable {
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
