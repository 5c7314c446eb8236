import CElfutils
import HitRules
import ProgramModel

/// Lines as runs of instructions, for stepping over them.
extension ProgramImage {
    func stoppedFrame(_ context: EvaluationContext) -> StoppedFrame {
        let pc = context.registers[.rip]
        if module(at: pc) == nil { refresh() }
        var stopped = StoppedFrame()
        stopped.lineRanges = lineRanges(at: pc)
        if stopped.lineRanges.isEmpty {
            let name = module(at: pc).map { "\(DisplayText.sanitized($0.name)) has no line numbers" }
            stopped.lineProblem = "\(name ?? "no file is mapped") at \(NumberText.hexadecimal(pc))"
        }
        let memory = StackMemory(process: memory)
        var walker = StackWalker(image: self, registers: context.registers, isExact: true, memory: memory)
        guard let frame = walker.nextFrame(), let address = frame.frameAddress, frame.row?.hasCaller == true,
            let returnAddress = memory.number(at: address &- 8)
        else {
            stopped.frameProblem = walker.problem ?? "this is the outermost frame"
            return stopped
        }
        stopped.scope = FrameScope(
            tid: context.tid, frameAddress: address, returnAddress: returnAddress, exits: frameExits)
        return stopped
    }

    /// The code that an address shares its line with, inside of its function; what the compiler made without a line
    /// (line 0) belongs to each.
    private func lineRanges(at pc: UInt64) -> [Range<UInt64>] {
        guard let module = module(at: pc), let unit = module.unit(at: pc), let bias = module.bias,
            let line = sourceLine(of: pc)
        else { return [] }
        let function = module.symbols.function(at: pc)
        let bounds = function.map { $0.address..<max($0.address &+ $0.size, $0.address &+ 1) }
        var die = unit.skeleton.die
        var lines: OpaquePointer?
        var count = 0
        guard dwarf_getsrclines(&die, &lines, &count) == 0, let lines else { return [] }
        var ranges: [Range<UInt64>] = []
        var start: UInt64?
        for index in 0..<count {
            guard let row = dwarf_onesrcline(lines, index) else { continue }
            var address: Dwarf_Addr = 0
            guard dwarf_lineaddr(row, &address) == 0 else { continue }
            let place = address &+ bias
            if let begin = start, begin < place {
                let range = begin..<place
                let clamped = bounds.map { range.clamped(to: $0) } ?? range
                if !clamped.isEmpty { Self.append(clamped, to: &ranges) }
            }
            start = Self.belongs(row, to: line) ? place : nil
        }
        return ranges.contains { $0.contains(pc) } ? ranges : []
    }

    private static func append(_ range: Range<UInt64>, to ranges: inout [Range<UInt64>]) {
        if let last = ranges.last, last.upperBound == range.lowerBound {
            ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
        } else {
            ranges.append(range)
        }
    }

    private static func belongs(_ row: OpaquePointer, to line: (path: String, line: Int)) -> Bool {
        var number: Int32 = 0
        var isEnd = false
        guard dwarf_lineendsequence(row, &isEnd) == 0, !isEnd, dwarf_lineno(row, &number) == 0 else { return false }
        if number == 0 { return true }
        guard Int(number) == line.line, let file = dwarf_linesrc(row, nil, nil) else { return false }
        return String(cString: file) == line.path
    }
}
