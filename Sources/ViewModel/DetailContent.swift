import DebugRegisters
import HitRules
import ProgramModel
import Session
import Tracing
import WatchSlots

/// What a detail tells, in its order, before it is known how wide the screen is.
struct DetailContent {
    private(set) var title = ""
    private(set) var head: [DetailRow] = []
    private(set) var values: [DetailSection] = []
    /// Source and instructions.
    private(set) var code: [DetailSection] = []
    /// Stack and registers.
    private(set) var thread: [DetailSection] = []

    private let state: AppState

    init(_ subject: DetailSubject, in state: AppState) {
        self.state = state
        switch subject {
        case .hit(let hit, _): tell(hit)
        case .site(let id): tell(id)
        case .stop: tellStop()
        }
    }

    // MARK: A hit

    private mutating func tell(_ hit: Hit) {
        let site = state.sites[hit.site]
        let watch = state.watch(of: hit)
        let isChange = hit.flags.contains(.withoutHit)
        title = isChange ? "Changed" : "Hit"
        head = [.hit(hit, watch: watch?.expression ?? "a watch that is gone", words: AccessWords.of(hit, site))]
        if hit.tid != 0 { head.append(.thread(hit.tid, name: state.answers.threadNames[hit.tid])) }
        if isChange { head.append(.place(site?.finding?.place ?? CodePlace(), address: nil, pc: nil)) }
        if let kernel = site?.kernel { tellKernel(kernel, pc: hit.pc) }
        if !isChange, site?.kernel == nil { tellPlace(site, pc: hit.pc) }
        let rows = ValueRows.of(hit, watch: watch, names: state.answers.addressNames)
        if !rows.isEmpty {
            values = [
                DetailSection(
                    "Value", of: watch?.type.map { DisplayText.sanitized($0.name) } ?? "",
                    note: AccessWords.source(of: hit, site).map(DetailNote.words), rows.map { .row(.value($0)) })
            ]
        }
        if isChange { return tellChange(isCall: hit.tid != 0) }
        if let kernel = site?.kernel { return tellKernelPath(kernel) }
        tellCode(hit.site, site)
        let stop = state.isPresentStop(hit) ? state.answers.stop : nil
        let isFirst = site?.sample?.trap == hit.trap
        let trap = isFirst ? nil : site?.sample?.trap
        if let stop, let stack = stop.stack {
            thread.append(Self.section(of: stack, note: nil))
        } else {
            tellStack(hit.site, site, note: trap.map { .firstHit($0, "at") })
        }
        let moment = hit.kind == .execute ? "before it runs" : "after the access"
        if let registers = stop?.registers {
            thread.append(Self.section(of: registers, note: .words(moment)))
        } else {
            tellRegisters(
                site, note: trap.map { .firstHit($0, hit.kind == .execute ? "at" : "after") } ?? .words(moment))
        }
    }

    /// Why there is no instruction to show.
    private mutating func tellChange(isCall: Bool) {
        let words =
            isCall
            ? "The kernel stored it in this system call. Debug registers watch the program's own instructions alone."
            : "Debug registers watch the program's own instructions alone: what a system call, another process or another "
                + "mapping of the same memory stores is found when it is looked at. Calls are named with --syscalls."
        code = [DetailSection("Who", [.words(words)])]
    }

    // MARK: The kernel

    /// The call, where it was made, and what of the kernel's made the access.
    private mutating func tellKernel(_ kernel: KernelAccess, pc: UInt64) {
        head.append(.place(kernel.caller, address: nil, pc: pc))
        head.append(.missingInstruction(kernel.words))
    }

    private mutating func tellKernelPath(_ kernel: KernelAccess) {
        var parts: [DetailSection.Part] = []
        for (index, place) in ([kernel.place].compactMap { $0 } + kernel.callers).enumerated() {
            let code = CodePlace(function: place.name, offset: place.offset, module: "kernel")
            parts.append(.row(.frame(index, StackFrame(pc: place.address, place: code))))
        }
        if kernel.place?.function == nil {
            parts.append(
                .words("The kernel hides its names: /proc/kallsyms shows them to root, or with kernel.kptr_restrict=0.")
            )
        }
        code = [DetailSection("In the kernel", parts)]
    }

    // MARK: A place

    private mutating func tell(_ id: SiteID) {
        let site = state.sites[id]
        title =
            switch site?.finding?.access {
            case .write?, .readWrite?: "Writer"
            case .read?: "Reader"
            case .execute?, nil: "Place"
            }
        let tally = state.writers[id]?.tally
        if let site {
            let watch = state.board.watches.first { $0.watch.id == site.watch }
            head.append(
                .site(
                    site.slot, watch: watch?.expression ?? "a watch that is gone", words: AccessWords.of(site),
                    count: tally?.count ?? 0))
        }
        if let tally {
            head.append(
                .firstAndLast(
                    HitMoment(trap: tally.firstTrap, time: tally.firstTime),
                    HitMoment(trap: tally.last.trap, time: tally.last.time)))
        }
        if let site, site.isChange {
            head.append(.place(site.finding?.place ?? CodePlace(), address: nil, pc: nil))
            return tellChange(isCall: site.query.pc != 0)
        }
        if let kernel = site?.kernel {
            tellKernel(kernel, pc: site?.query.pc ?? 0)
            return tellKernelPath(kernel)
        }
        tellPlace(site, pc: site?.query.pc ?? 0)
        tellCode(id, site)
        let trap = site?.sample?.trap
        tellStack(id, site, note: trap.map { .firstHit($0, "at") })
        tellRegisters(site, note: trap.map { .firstHit($0, site?.query.isExact == true ? "at" : "after") })
    }

    // MARK: The present stop

    private mutating func tellStop() {
        title = "Stack"
        guard case .stopped(let stop) = state.target else { return }
        head = [.stop(stop, name: state.answers.threadNames[stop.tid])]
        let answer = state.answers.stop
        let place = state.places[PlaceQuery(pc: stop.pc.rawValue, isExact: true)] ?? answer?.stack?.frames.first?.place
        head.append(.place(place ?? CodePlace(), address: stop.pc.rawValue, pc: nil))
        values = [answer?.stack.map { Self.section(of: $0, note: nil) } ?? DetailSection("Stack", [.row(.asking)])]
        values.append(
            answer?.registers.map { Self.section(of: $0, note: .words("as they stand")) }
                ?? DetailSection("Registers", [.row(.asking)]))
    }

    // MARK: Parts

    private mutating func tellPlace(_ site: Site?, pc: UInt64) {
        guard let finding = site?.finding else {
            head += [.place(CodePlace(), address: nil, pc: pc), .missingInstruction(nil)]
            return
        }
        let instruction = finding.instruction
        head.append(.place(finding.place, address: instruction?.address, pc: instruction?.address == pc ? nil : pc))
        if let instruction {
            head.append(.instruction(instruction))
        } else {
            head.append(.missingInstruction("the instruction is not known" + (finding.problem.map { ": " + $0 } ?? "")))
        }
    }

    private mutating func tellCode(_ id: SiteID, _ site: Site?) {
        guard let detail = state.answers.siteDetails[id] else {
            code = [DetailSection("Source", [.row(.asking)]), DetailSection("Code", [.row(.asking)])]
            return
        }
        if let source = detail.source {
            let rows = source.lines.enumerated().map { index, text in
                let number = source.firstLine + index
                return DetailSection.Part.row(.source(number: number, text: text, isAccess: number == source.line))
            }
            code.append(DetailSection("Source", note: .words(source.path), rows))
        } else {
            let file = site?.finding?.place.file
            code.append(
                DetailSection(
                    "Source",
                    [.words(file.map { "\($0) is not there to be read" } ?? "no line is known for this place")]))
        }
        code.append(
            DetailSection(
                "Code",
                detail.disassembly.isEmpty
                    ? [.words("the code cannot be read")] : detail.disassembly.map { .row(.code($0)) }))
    }

    private mutating func tellStack(_ id: SiteID, _ site: Site?, note: DetailNote?) {
        if let stack = state.answers.siteDetails[id]?.stack ?? state.answers.siteStacks[id] {
            thread.append(Self.section(of: stack, note: note))
        } else if site?.sample?.stack.isEmpty == false, state.answers.siteDetails[id] == nil {
            thread.append(DetailSection("Stack", note: note, [.row(.asking)]))
        } else {
            thread.append(DetailSection("Stack", [.words("not kept")]))
        }
    }

    private mutating func tellRegisters(_ site: Site?, note: DetailNote?) {
        if let registers = site?.sample?.registers {
            thread.append(Self.section(of: registers, note: note))
        } else {
            thread.append(DetailSection("Registers", [.words("not kept")]))
        }
    }

    private static func section(of registers: MachineRegisters, note: DetailNote?) -> DetailSection {
        DetailSection("Registers", note: note, [.registers(registers)])
    }

    private static func section(of stack: CallStack, note: DetailNote?) -> DetailSection {
        var parts: [DetailSection.Part] = []
        for (index, frame) in stack.frames.enumerated() { parts.append(.row(.frame(index, frame))) }
        if let problem = stack.problem {
            parts.append(.words(DisplayText.sanitized(problem)))
        } else if stack.frames.isEmpty {
            parts.append(.words("no frame was found"))
        }
        return DetailSection("Stack", note: note, parts)
    }
}
