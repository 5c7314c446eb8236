import ProgramModel
import Recording
import Session
import Tracing
import WatchSlots

/// What the session tells.
extension BatchFront {
    func take(_ event: SessionEvent) {
        record(event)
        switch event {
        case .started(let program, _, let pid, let backend): start(program: program, pid: pid, backend: backend)
        case .watches(let board):
            for watch in board.watches { formats[watch.watch.id] = watch }
            lines.forgetForms()
        case .watchAdded(let spec, let id):
            if let watch = formats[id], written.insert(id).inserted { lines.watch(watch, condition: spec.condition) }
        case .assigned(let text): lines.set(text)
        case .hits(let records):
            waiting.append(.hits(records))
            let addresses = pointerNames.take(records) { [formats] in formats[$0] }
            if !addresses.isEmpty { session.perform(.nameAddresses(addresses)) }
        case .names(let names): pointerNames.take(names)
        case .changed(let change):
            // That of a call has had its place since the tracer told it.
            if change.call == nil { waiting.append(.changed(change)) } else { callChanges.take(change) }
        case .missed(let count):
            totals.missed = count
            waiting.append(.missed(count))
        case .suppressed(let counts): totals.notShown = counts
        case .sites(let known):
            for site in known { sites[site.id] = site }
            stacks.take(known)
        case .siteStack(let id, let stack): stacks.take(stack, ofSite: id)
        case .hitStack(let trap, _, let stack): stacks.take(stack, ofTrap: trap)
        case .trace(let event): take(event)
        case .watchRefused, .evaluationRefused, .locationRefused, .launchRefused: takeRefusal(event)
        case .notice(let notice):
            // What ends the run is said once, as its end.
            if notice.severity != .information, notice.text != refusal?.message { StandardError.say(notice.text) }
        case .target(.lost(let reason)): refuse(CommandFailure(ExitStatus.internalFault, reason), reason: "lost")
        case .target(.stopped(let stop)):
            // In batch nobody can continue a stopped program: the run ends there.
            if case .hit = stop.reason { finish("stop", ExitStatus.success) }
        case .target, .threadCount, .values, .symbols, .watchPlanned, .armed, .places, .siteDetail, .stack,
            .registers, .threadNames, .threads, .threadActivities, .printed, .candidates, .runsTo:
            break
        }
    }

    private func takeRefusal(_ event: SessionEvent) {
        switch event {
        case .watchRefused(let spec, let refusal): refuse(RefusalText.failure(spec, refusal))
        case .evaluationRefused(let text, let error): refuse(RefusalText.failure("set", text, error))
        case .locationRefused(let error):
            refuse(CommandFailure(ExitStatus.badExpression, "--at: " + RefusalText.sentence(error)))
        case .launchRefused(let error): refuse(RefusalText.failure(error))
        default: break
        }
    }

    private func take(_ event: TracingEvent) {
        if case .executed = event.kind {
            // The same addresses are other code from here on: what is not named by now stays without a name.
            writeReady(all: true)
            writers?.settle(sites, formats)
            sites = [:]
            stacks.removeAll()
            pointerNames.removeAll()
            lines.forgetPlaces()
        }
        if case .coverage(let coverage) = event.kind { return totals.take(coverage) }
        waiting.append(.event(event))
        if case .detached = event.kind { finish("detached", ExitStatus.success) }
        if case .exited(_, let end) = event.kind {
            switch end {
            case .code(let code): finish("exit", code)
            case .signal(let number, _): finish("exit", ExitStatus.signal(number))
            }
        }
    }

    /// Of what is said after the end of the run, only what had happened before counts, and what people must know: that
    /// nothing was armed, for one.
    func takeLate(_ event: SessionEvent) {
        switch event {
        case .trace(let traced):
            // What an attached program was left with.
            switch traced.kind {
            case .coverage(let coverage):
                recorder?.take(event)
                totals.take(coverage)
            case .detached, .dispositionReset, .processEnded:
                recorder?.take(event)
                waiting.append(.event(traced))
            default: break
            }
        // Nothing is written of these, but a recording shows how it ended.
        case .siteDetail, .target, .threadCount, .values, .places: recorder?.take(event)
        case .hits, .changed, .sites, .siteStack, .hitStack, .names, .missed, .suppressed, .notice:
            if !isFull { take(event) }
        default: break
        }
    }
}
