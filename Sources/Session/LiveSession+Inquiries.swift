import DebugRegisters
import HitRules
import ProgramModel
import Tracing
import WatchSlots

/// What is asked of names, values and stacks, and what the answers do.
extension LiveSession {
    // MARK: Commands

    func inquire(_ command: SessionCommand) {
        switch command {
        case .assign(let text):
            guard isAlive else {
                events.append(.evaluationRefused(text, ExpressionError("no program is running; restart it first (r)")))
                return
            }
            ask(.assignment(text, atStart: false))
        case .print(let text): ask(.value(text))
        // Who types does not wait for registers: without them only locals are missing.
        case .completeName(let query): symbols.submit(.candidates(query, context: context))
        case .describeSite(let id): if sites[id]?.isChange == false { ask(.siteDetail(id)) }
        case .describeStop: describeStop()
        case .nameAddresses(let addresses): symbols.submit(.names(addresses))
        case .nameThreads(let tids): symbols.submit(.threadNames(tids))
        default: break
        }
    }

    private func describeStop() {
        guard case .stopped(let stop) = state else {
            say(.information, "a running thread has no stack to show; pause it first (p)")
            return
        }
        if asksForContext {
            awaitingContext.append(.stopStack(tid: stop.tid))
        } else {
            askForStack(of: stop.tid)
        }
    }

    /// Tells the registers of the stopped thread, and asks for its frames.
    private func askForStack(of tid: Int32) {
        guard let context else {
            events.append(.stack(tid: tid, CallStack(problem: "the registers of thread \(tid) cannot be read")))
            return
        }
        events.append(.registers(tid: context.tid, context.registers))
        ask(.stopStack(tid: tid))
    }

    /// The registers of the stopped thread, before anything that may name them or its locals.
    func askForContext() {
        context = nil
        asksForContext = true
        submit(.readRegisters(thread: 0), for: .context)
    }

    /// The registers have come, or cannot be had.
    func contextIsKnown(_ registers: RegisterSet?) {
        context = registers.map { EvaluationContext(tid: $0.tid, registers: $0.registers) }
        asksForContext = false
        let waiting = awaitingContext
        awaitingContext = []
        for question in waiting {
            if case .stopStack(let tid) = question { askForStack(of: tid) } else { ask(question) }
        }
    }

    // MARK: Questions

    /// nil when there is nothing left to ask about.
    func request(for question: Question, number: UInt64) -> SymbolRequest? {
        switch question {
        // Locations are asked for by themselves.
        case .location, .destination: nil
        case .frame(let use, _): request(forFrame: use, number: number)
        case .watch(let watch, _, _, _):
            .expression(number: number, text: watch.spec.expression, context: context)
        case .watchCondition(let watch, let resolved, _, _):
            .condition(
                number: number, text: watch.spec.condition ?? "", subject: WatchIntent.subject(watch.spec, resolved),
                context: context)
        case .condition(let id, let text):
            watches.names[id].map { name in
                .condition(
                    number: number, text: text, subject: WatchIntent.subject(name.spec, name.resolved),
                    context: context)
            }
        case .assignment(let text, _): .assignment(number: number, text: text, context: context)
        case .value(let text): .value(number: number, text: text, context: context)
        case .siteDetail(let id):
            sites[id].map { .detail(number: number, $0.query, stack: $0.sample?.stack ?? []) }
        case .siteStack(let id):
            sites[id]?.sample.map {
                .stack(number: number, Self.evidence($0, of: id, isExact: sites[id]!.query.isExact))
            }
        case .hitStack, .change, .kernel, .kernelCaller: nil
        case .stopStack:
            context.map { .stack(number: number, StackEvidence(registers: $0.registers, isExact: true)) }
        }
    }

    private static func evidence(_ sample: HitSample, of id: SiteID, isExact: Bool) -> StackEvidence {
        StackEvidence(registers: sample.registers, stack: sample.stack, isExact: isExact)
    }

    /// The stack of one hit of many, from its own sample.
    func askForStack(of record: HitRecord, _ sample: HitSample) {
        let number = takeNumber()
        questions[number] = .hitStack(trap: record.trap, record.slot)
        stacksUnderWay += 1
        symbols.submit(
            .stack(
                number: number,
                StackEvidence(
                    registers: sample.registers, stack: sample.stack, isExact: record.kind == .execute)))
    }

    // MARK: Answers

    func takeCondition(_ number: UInt64, _ result: Result<Condition, ExpressionError>) {
        switch questions.removeValue(forKey: number) {
        case .watchCondition(let watch, let resolved, let acceptsSplit, let atStart)?:
            switch result {
            case .success(let condition):
                arm(watch, naming: resolved, condition: condition, acceptsSplit: acceptsSplit, atStart: atStart)
            case .failure(let error): refuse(watch.spec, .condition(error), atStart: atStart)
            }
        case .condition(let id, let text)?:
            switch result {
            case .success(let condition):
                change(id) { request, name in
                    request.rule.condition = condition
                    name.spec.condition = text
                    name.condition = condition
                }
            case .failure(let error): events.append(.evaluationRefused(text, error))
            }
        default: break
        }
    }

    func takeAssignment(_ number: UInt64, _ result: Result<Assignment, ExpressionError>) {
        guard case .assignment(let text, let atStart)? = questions.removeValue(forKey: number) else { return }
        switch result {
        case .success(.memory(let address, let bytes)):
            submit(.writeMemory(LinearAddress(address), bytes), for: .assign(text, atStart: atStart))
        case .success(.register(let register, let value)):
            submit(
                .writeRegister(thread: context?.tid ?? 0, register, value), for: .assign(text, atStart: atStart))
        case .failure(let error): refuseAssignment(text, error, atStart: atStart)
        }
    }

    func refuseAssignment(_ text: String, _ error: ExpressionError, atStart: Bool) {
        events.append(.evaluationRefused(text, error))
        if atStart { goOnWithStart(isRefused: true) }
    }

    func assigned(_ text: String, atStart: Bool) {
        events.append(.assigned(text))
        if atStart {
            // It may have set a register.
            askForContext()
            goOnWithStart(isRefused: false)
        } else {
            readValues()
            // A register may have been set, or a local that names depend on.
            if case .stopped = state { askForContext() }
        }
    }

    private func goOnWithStart(isRefused: Bool) {
        // The program may have ended meanwhile.
        guard case .arming = startup.phase else { return }
        askForNextOfStart()
        carryOut(startup.answered(isRefused: isRefused))
    }

    func takeValue(_ number: UInt64, _ result: Result<ReadValue, ExpressionError>) {
        guard case .value(let text)? = questions.removeValue(forKey: number) else { return }
        switch result {
        case .success(let value): events.append(.printed(text, value))
        case .failure(let error): events.append(.evaluationRefused(text, error))
        }
    }

    func takeDetail(_ number: UInt64, _ detail: SiteDetail) {
        guard case .siteDetail(let id)? = questions.removeValue(forKey: number) else { return }
        events.append(.siteDetail(id, detail))
    }

    func takeStack(_ number: UInt64, _ stack: CallStack) {
        switch questions.removeValue(forKey: number) {
        case .siteStack(let id)?: events.append(.siteStack(id, stack))
        case .hitStack(let trap, let slot)?:
            stacksUnderWay -= 1
            events.append(.hitStack(trap: trap, slot: slot, stack))
        case .change(let found)?: takeCaller(found, stack)
        case .kernelCaller(let id)?: finishKernel(id, stack)
        case .stopStack(let tid)?: events.append(.stack(tid: tid, stack))
        default: break
        }
    }
}
