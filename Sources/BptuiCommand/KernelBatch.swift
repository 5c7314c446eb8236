import DebugRegisters
import Glibc
import LinuxTracing
import ProgramModel

/// Who in the kernel touches what is watched, as JSON Lines.
final class KernelBatch {
    private let feed: KernelFeed
    private let output: OutputFile
    private let maximumHits: UInt64?
    private let timeoutSeconds: Double?
    private let tellsStacks: Bool
    private let signals = SignalDescriptor([SIGINT, SIGTERM, SIGHUP, SIGQUIT])
    private let text = ByteText()
    private let startTime = Clock.now()
    private var hitsByWatch: [UInt64]
    private var missed: UInt64 = 0

    private static let paceMilliseconds: Int32 = 50

    init(
        feed: KernelFeed, output: OutputFile, maximumHits: UInt64?, timeoutSeconds: Double?, tellsStacks: Bool
    ) {
        self.feed = feed
        self.output = output
        self.maximumHits = maximumHits
        self.timeoutSeconds = timeoutSeconds
        self.tellsStacks = tellsStacks
        hitsByWatch = Array(repeating: 0, count: feed.plan.watches.count)
        signal(SIGPIPE, SIG_IGN)
    }

    private var hitCount: UInt64 { hitsByWatch.reduce(0, +) }

    /// - Returns: the exit status.
    func run() throws(CommandFailure) -> Int32 {
        let deadline = timeoutSeconds.map { startTime + UInt64($0 * 1e9) }
        writeStart()
        flush()
        var (reason, status) = ("", ExitStatus.success)
        while reason.isEmpty {
            _ = feed.wait([signals.descriptor], milliseconds: pace(until: deadline))
            write(feed.events.read())
            tellMissed(feed.events.missedCount())
            if hitCount == maximumHits {
                reason = "max-hits"
            } else if let number = signals.take() {
                (reason, status) = ("interrupted", ExitStatus.signal(number))
            } else if let deadline, Clock.now() >= deadline {
                (reason, status) = ("timeout", ExitStatus.timedOut)
            }
            flush()
            if let code = output.failure { throw failure(code) }
        }
        feed.events.disable()
        write(feed.events.read(isLast: true))
        // What came beyond the number asked for is not missed.
        if reason != "max-hits" { tellMissed(feed.events.missedCount(isFinal: true)) }
        writeEnd(reason)
        flush()
        if let code = output.failure { throw failure(code) }
        return status
    }

    private func pace(until deadline: UInt64?) -> Int32 {
        guard let deadline else { return Self.paceMilliseconds }
        let now = Clock.now()
        return now >= deadline ? 0 : min(Self.paceMilliseconds, Int32((deadline - now) / 1_000_000) + 1)
    }

    private func failure(_ code: Int32) -> CommandFailure {
        CommandFailure(
            ExitStatus.cannotWriteOutput, "cannot write \(output.name): \(String(cString: strerror(code)))")
    }

    private func flush() {
        guard !text.isEmpty else { return }
        output.write(text.bytes)
        text.removeAll()
    }

    // MARK: Lines

    private func writeStart() {
        text.append("{\"type\":\"start\",\"schema\":")
        text.append(decimal: JSONLines.schema)
        text.append(",\"backend\":\"perf\",\"scope\":\"kernel\",\"cpus\":[")
        for (index, number) in feed.events.processors.enumerated() {
            if index > 0 { text.append(",") }
            text.append(decimal: number)
        }
        text.append("]}\n")
        for (index, watch) in feed.plan.watches.enumerated() { writeWatch(index, watch) }
    }

    private func writeWatch(_ index: Int, _ watch: KernelPlan.Watch) {
        text.append("{\"type\":\"watch\",\"id\":")
        text.append(decimal: UInt64(index + 1))
        text.append(",\"expression\":")
        text.append(json: watch.expression.text)
        text.append(",\"address\":\"")
        text.append(hex: watch.event.address)
        text.append("\",\"length\":")
        text.append(decimal: UInt64(watch.event.length.byteCount))
        switch watch.event.kind {
        case .write: text.append(",\"kind\":\"write\"")
        case .readWrite: text.append(",\"kind\":\"read/write\"")
        case .execute: text.append(",\"kind\":\"execute\"")
        }
        text.append(",\"mechanism\":\"perf\"")
        if watch.event.every > 1 {
            text.append(",\"every\":")
            text.append(decimal: watch.event.every)
        }
        text.append(",\"armed\":")
        text.append(decimal: UInt64(feed.events.armedCount(of: index)))
        text.append("}\n")
    }

    private func write(_ hits: [SystemEvents.Hit]) {
        for hit in hits {
            if hitCount == maximumHits { return }
            hitsByWatch[hit.watch] += 1
            write(hit)
        }
    }

    private func write(_ hit: SystemEvents.Hit) {
        text.append("{\"type\":\"hit\",\"n\":")
        text.append(decimal: hitCount)
        text.append(",\"time\":")
        text.append(seconds: hit.time > startTime ? hit.time - startTime : 0)
        text.append(",\"cpu\":")
        text.append(decimal: hit.processor)
        text.append(",\"pid\":")
        text.append(decimal: hit.pid)
        text.append(",\"tid\":")
        text.append(decimal: hit.tid)
        let task = feed.task(of: hit)
        if !task.isEmpty {
            text.append(",\"comm\":")
            text.append(json: task)
        }
        text.append(",\"by\":\"kernel\",\"kernel_pc\":\"")
        text.append(hex: hit.pc)
        text.append(byte: 34)
        append(feed.place(of: hit), "kernel_function", "kernel_offset")
        text.append(",\"watch\":")
        text.append(decimal: UInt64(hit.watch + 1))
        if tellsStacks {
            text.append(",\"stack\":[")
            for (index, address) in hit.chain.enumerated() {
                text.append(index == 0 ? "{\"pc\":\"" : ",{\"pc\":\"")
                text.append(hex: address)
                text.append(byte: 34)
                append(index == 0 ? feed.place(of: hit) : feed.caller(address), "function", "offset")
                text.append("}")
            }
            text.append("]")
        }
        text.append("}\n")
    }

    private func append(_ place: KernelPlace, _ function: StaticString, _ offset: StaticString) {
        guard let name = place.name else { return }
        text.append(",\"")
        text.append(function)
        text.append("\":")
        text.append(json: name)
        text.append(",\"")
        text.append(offset)
        text.append("\":")
        text.append(decimal: place.offset)
    }

    private func tellMissed(_ count: UInt64) {
        guard count > missed else { return }
        missed = count
        text.append("{\"type\":\"missed\",\"count\":")
        text.append(decimal: count)
        text.append("}\n")
    }

    private func writeEnd(_ reason: String) {
        text.append("{\"type\":\"end\",\"reason\":")
        text.append(json: reason)
        text.append(",\"hits\":")
        text.append(decimal: hitCount)
        text.append(",\"by_watch\":[")
        for (index, count) in hitsByWatch.enumerated() {
            if index > 0 { text.append(",") }
            text.append(decimal: count)
        }
        text.append("],\"missed\":")
        text.append(decimal: missed)
        text.append(",\"elapsed\":")
        text.append(seconds: Clock.now() - startTime)
        text.append("}\n")
    }
}
