import DebugRegisters
import HitRules
import ProgramModel
import Tracing
import WatchSlots

/// What the tracer and the symbol service answer.
extension LiveSession {
    func complete(_ number: CommandNumber, with answer: TracingEvent.Answer) {
        guard let purpose = commands.removeValue(forKey: number) else { return }
        switch (purpose, answer) {
        case (.add(let planned, let resolved, let atStart), .watch(let watch)):
            if watches.setName(
                NamedWatches.Name(spec: planned.spec, resolved: resolved, condition: planned.condition), of: watch.id)
            {
                announceWatches()
            }
            events.append(.watchAdded(planned.spec, watch.id))
            if !planned.isEnabled {
                submit(.setEnabled(watch.id, false), for: .disable(planned.spec, watch.id))
            } else if atStart {
                carryOut(startup.answered(isRefused: false))
            } else {
                readValues(of: watch.id)
            }
        case (.assign(let text, let atStart), _): assigned(text, atStart: atStart)
        case (.context, .registers(let registers)): contextIsKnown(registers)
        case (.disable, _): carryOut(startup.answered(isRefused: false))
        case (.change(let id), _):
            let before = watches.names[id]
            watches.changed(id, isRefused: false)
            // The table came before the answer; what the user wrote is known from now on.
            if watches.names[id] != before { announceWatches() }
            readValues(of: id)
        case (.value(let slot, let count), .memory(_, let bytes)):
            let value: UInt64? =
                bytes.count < count ? nil : bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
            events.append(.values([slot: value]))
        case (.look, _): isLooking = false
        case (.threads, .threads(let threads)): take(threads)
        default: break
        }
    }

    func fail(_ number: CommandNumber, with error: TracingError) {
        guard let purpose = commands.removeValue(forKey: number) else { return }
        switch purpose {
        case .launch:
            _ = startup.abandon()
            enter(.absent)
            events.append(.launchRefused(error))
        case .add(var planned, let resolved, let atStart):
            if case .watch(.slotTaken) = error.reason, planned.maySwitchSlot, planned.spec.slot != nil {
                planned.spec.slot = nil
                add(planned, naming: resolved, atStart: atStart)
                return
            }
            refuse(planned.spec, .tracing(error), atStart: atStart)
        case .disable(let spec, _): refuse(spec, .tracing(error), atStart: true)
        case .assign(let text, let atStart):
            refuseAssignment(text, ExpressionError(error.description), atStart: atStart)
        case .context: contextIsKnown(nil)
        case .value(let slot, _): events.append(.values([slot: UInt64?.none]))
        case .runTo: carryOut(startup.runRefused(ExpressionError(error.description)))
        case .killForRestart:
            // One that had ended by itself meanwhile is being started already.
            guard isAlive, restartsAfterExit else { return }
            restartsAfterExit = false
            say(.error, error.description)
        case .change(let id):
            let condition = watches.openCondition(of: id)
            watches.changed(id, isRefused: true)
            if let condition {
                events.append(.evaluationRefused(condition, ExpressionError(error.description)))
            } else {
                say(.error, error.description)
            }
        case .look: isLooking = false
        // It has ended meanwhile.
        case .threads: break
        case .other: say(.error, error.description)
        }
    }

    func take(_ answer: SymbolAnswer) {
        switch answer {
        case .loaded(let summary): events.append(.symbols(summary))
        case .places(let places): events.append(.places(places))
        case .sites(let findings):
            take(findings)
        case .condition(let number, let result): takeCondition(number, result)
        case .assignment(let number, let result): takeAssignment(number, result)
        case .value(let number, let result): takeValue(number, result)
        case .detail(let number, let detail): takeDetail(number, detail)
        case .stack(let number, let stack): takeStack(number, stack)
        case .frame(let number, let frame): takeFrame(number, frame)
        case .names(let names):
            takeArgumentNames(names)
            events.append(.names(names))
        case .candidates(let query, let candidates): events.append(.candidates(query, candidates))
        case .kernelNames(let number, let places): takeKernelNames(number, places)
        case .threadNames(let names): events.append(.threadNames(names))
        case .threadActivities(let activities): events.append(.threadActivities(activities))
        case .location(let number, let result):
            switch questions.removeValue(forKey: number) {
            case .location?: carryOut(startup.located(result, standing: lastStop?.pc.rawValue))
            case .destination(let text)?: takeDestination(text, result)
            default: break
            }
        case .expression(let number, let result):
            guard
                case .watch(let watch, let acceptsSplit, let atStart, let isSecondTry)? =
                    questions.removeValue(forKey: number)
            else { return }
            switch result {
            case .failure(let error):
                if !atStart, !isSecondTry {
                    // It may be in a library that was loaded since the names were read.
                    loadSymbols()
                    ask(.watch(watch, acceptsSplit: acceptsSplit, atStart: false, isSecondTry: true))
                } else {
                    refuse(watch.spec, .expression(error), atStart: atStart)
                }
            case .success(let resolved):
                if watch.spec.condition == nil {
                    arm(watch, naming: resolved, condition: nil, acceptsSplit: acceptsSplit, atStart: atStart)
                } else {
                    ask(.watchCondition(watch, resolved, acceptsSplit: acceptsSplit, atStart: atStart))
                }
            }
        }
    }

    /// Arms a watch, or first says what it would take.
    func arm(
        _ watch: PlannedWatch, naming resolved: ResolvedExpression, condition: Condition?, acceptsSplit: Bool,
        atStart: Bool
    ) {
        var watch = watch
        watch.condition = condition
        let request = request(for: watch, naming: resolved)
        if !acceptsSplit, let assignments = try? watches.table.plan(request), assignments.count > 1 {
            events.append(.watchPlanned(watch.spec, watches.table.preview(of: request)))
        } else {
            add(watch, naming: resolved, atStart: atStart)
        }
    }

    private func request(for watch: PlannedWatch, naming resolved: ResolvedExpression) -> WatchRequest {
        WatchIntent.request(
            for: watch.spec, naming: resolved, condition: watch.condition, defaultAction: plan.defaultAction,
            defaultMechanism: plan.defaultMechanism)
    }

    private func add(_ watch: PlannedWatch, naming resolved: ResolvedExpression, atStart: Bool) {
        submit(.addWatch(request(for: watch, naming: resolved)), for: .add(watch, resolved, atStart: atStart))
    }

    func refuse(_ spec: WatchSpec, _ refusal: WatchRefusal, atStart: Bool) {
        if atStart, rearming != nil {
            tellLost(spec, Self.words(for: refusal))
            return carryOut(startup.answered(isRefused: false))
        }
        events.append(.watchRefused(spec, refusal))
        if atStart { carryOut(startup.answered(isRefused: true)) }
    }
}
