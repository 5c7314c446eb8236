import DebugRegisters
import HitRules
import ProgramModel
import Tracing

/// How a stopped program goes on, and what is done with its signals.
extension LiveSession {
    /// What the frame of the stopped thread is asked for.
    enum FrameUse: Hashable { case nextLine, finish }

    func control(_ command: SessionCommand) {
        switch command {
        case .nextLine: isStepping = true
        case .resumeWithoutSignal, .finish, .runTo: isStepping = false
        default: break
        }
        switch command {
        case .resumeWithoutSignal: proceed(.resumeWithoutSignal)
        case .nextLine: askForFrame(.nextLine)
        case .finish: askForFrame(.finish)
        case .runTo(let text):
            guard case .stopped = state else {
                events.append(.evaluationRefused(text, ExpressionError("the program does not stand still")))
                return
            }
            let number = takeNumber()
            questions[number] = .destination(text)
            symbols.submit(.location(number: number, text: text))
        case .setSignal(let number, let treatment):
            signalPolicy[number] = treatment
            submit(.setSignalPolicy(signalPolicy), for: .other)
        default: break
        }
    }

    private func askForFrame(_ use: FrameUse) {
        // The symbols are asked about a thread that stands still.
        guard case .stopped(let stop) = state, startup.isOver else { return }
        ask(.frame(use, stop))
    }

    /// The registers of the stopped thread cannot be had: there is no frame to ask for.
    func request(forFrame use: FrameUse, number: UInt64) -> SymbolRequest? {
        guard let context else {
            say(.warning, "the registers of the stopped thread cannot be read")
            return nil
        }
        return .frame(number: number, context: context)
    }

    func takeFrame(_ number: UInt64, _ frame: StoppedFrame) {
        guard case .frame(let use, let stop)? = questions.removeValue(forKey: number), state == .stopped(stop) else {
            return
        }
        switch use {
        case .finish:
            guard let scope = frame.scope else {
                return say(.warning, "nothing to finish: \(frame.frameProblem ?? "this frame has no caller")")
            }
            submit(.finish(scope), for: .other)
        case .nextLine:
            if let problem = frame.lineProblem { say(.information, "one instruction, over calls: \(problem)") }
            let ranges = frame.lineRanges.map {
                TracingCommand.AddressRange(start: $0.lowerBound, end: $0.upperBound)
            }
            let scope = frame.scope ?? FrameScope(tid: stop.tid, frameAddress: 0, returnAddress: 0)
            submit(.stepLine(thread: stop.tid, ranges: ranges, frame: scope), for: .other)
        }
    }

    func takeDestination(_ text: String, _ result: Result<[UInt64], ExpressionError>) {
        guard case .stopped = state else { return }
        switch result {
        case .success(let addresses):
            events.append(.runsTo(text))
            submit(.runTo(addresses.map { LinearAddress($0) }), for: .other)
        case .failure(let error): events.append(.evaluationRefused(text, error))
        }
    }
}
