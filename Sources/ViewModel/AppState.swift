package import DebugRegisters
package import ProgramModel
package import Session
package import Tracing
package import WatchSlots

/// All that the screen shows. It changes in `update` alone.
package struct AppState: Hashable, Sendable {
    /// The terminal's size in cells.
    package var width: Int
    package var height: Int
    /// The last tick's time in nanoseconds.
    package var now: UInt64 = 0

    // The program and its watches
    /// nil before one was started.
    package var program: RunningProgram?
    package var target = TargetState.absent
    /// The program was there before us, and stays when we leave.
    package var isAttached = false
    /// `--non-stop`: what is stopped is one thread, and a pause stops the others.
    package var stopsOneThread = false
    /// When the program ended, on the same clock as `now`.
    package var endTime: UInt64?
    package var threadCount = 0
    /// Children that were followed in this run.
    package var processes: Set<Int32> = []
    package var board = WatchBoard()
    /// DR7 as it was at the last stop: what differs from it is marked.
    package var controlAtStop = ControlRegister.idle
    /// Where stopped threads stand.
    package var places: [PlaceQuery: CodePlace] = [:]
    /// Who hits, by its number.
    package var sites: [SiteID: Site] = [:]
    /// Hits that rules keep from the log, by slot number.
    package var suppressed: [UInt64] = [0, 0, 0, 0]
    /// What stands in the slots' memory while the program stands still.
    package var values: [SlotIndex: UInt64?] = [:]
    package var symbols: SymbolSummary?
    package var answers = Answers()
    package var threads = ThreadBoard()

    /// How much of the wanted time each watch was armed, as last told; empty while all are armed all the time.
    package var coverage: [WatchID: WatchCoverage] = [:]

    /// What was counted of watches that wait for a register, by what a register holds for them.
    var resting: [RestingPlace: SlotStatistics] = [:]

    // Hits
    package var hits: HitStore
    /// Traps; several hits can share one.
    package var trapCount: UInt64 = 0
    /// Hits that were not recorded.
    package var missedCount: UInt64 = 0
    /// By slot number.
    package var statistics = Array(repeating: SlotStatistics(), count: SlotIndex.allCases.count)
    /// Start of the rates' bucket that is being filled; nil while the program does not run.
    package var bucketStart: UInt64?
    /// Who hit, and how often.
    package var writers = WriterCounts()
    package var accesses = SiteAccesses()
    /// nil while all hits are shown.
    package var filter: LogFilter?
    /// DR6 of the newest trap.
    package var lastStatus: StatusRegister?
    /// The newest hit was seen by perf.
    var isLastByPerf = false

    // The screen
    package var keys = KeyTable.standard
    package var focus = Focus.slots
    package var selectedSlot = SlotIndex.dr0
    package var bits = BitCursors()
    package var writerView = WriterView()
    package var isFollowing = true
    /// Ordinal of the hit under the cursor while not following.
    package var selectedHit = 0
    /// Ordinal of the first hit shown while not following.
    package var firstHit = 0
    package var output = OutputBuffer()
    /// Where streams of the program's come from and go to that are not its terminal's.
    package var programFiles = StreamFiles()
    /// Lines between the end of the output and the last one shown.
    package var outputScroll = 0
    /// Keys go to the program.
    package var hasProgramKeyboard = false
    /// Where the focus was before the keyboard went to the program.
    package var focusBeforeKeyboard = Focus.slots
    package var modal: Modal?
    package var themes = ThemeChoice()
    package var toast: Toast?
    /// All notices of this run of bptui.
    package var messages = MessageLog()
    package var edits = EditHistory()
    /// How a person has divided the screen.
    package var arrangement = PaneArrangement()
    package var pointer = PointerState()
    /// `--readonly`.
    package var isReadOnly = false
    /// Lines typed at `:`.
    package var commandHistory = CommandHistory()
    /// What `:print` found; until the next key.
    package var printed: PrintedValue?
    /// nil while a program, and no recording, is on the screen.
    package var replay: ReplayPosition?
    /// Where hits go that leave memory, as people know it.
    package var logName = "a temporary file"
    /// What the prompt offers while nothing is watched; empty for none. The demo knows what is worth a watch.
    package var suggestedWatch = ""

    /// - Parameters:
    ///   - hitLimit: hits that are kept in memory.
    ///   - archive: where they are read from when they have left it; nil drops them.
    package init(width: Int, height: Int, hitLimit: Int = 1 << 20, archive: (any HitArchive)? = nil) {
        self.width = width
        self.height = height
        hits = HitStore(limit: hitLimit, archive: archive)
    }
}

// MARK: What follows from the state

extension AppState {
    /// nil when the terminal is too small.
    package var layout: ScreenLayout? {
        ScreenLayout(width: width, height: height, focus: focus, arrangement: arrangement)
    }

    /// DR6 of the last trap shown: the newest, or that of the hit under the cursor.
    ///
    /// nil for a hit that perf saw: the register was the kernel's choice, and nobody read DR6.
    package var shownStatus: StatusRegister? {
        if isShownByPerf { return nil }
        if !isFollowing, let currentHit { return hits[currentHit].status }
        return lastStatus
    }

    package var isShownByPerf: Bool {
        if !isFollowing, let currentHit { return hits[currentHit].record.isByPerf }
        return isLastByPerf
    }

    /// Bits of DR7 that differ from the last stop.
    package var changedControlBits: UInt32 { board.control.rawValue ^ controlAtStop.rawValue }

    package func isFlashing(_ slot: SlotIndex) -> Bool { now < statistics[slot.number].flashEnd }

    /// Hits a second in all slots; nil before there is a measure.
    package var rate: Double? {
        let rates = statistics.compactMap(\.rates.rate)
        return rates.isEmpty ? nil : rates.reduce(0, +)
    }

    /// How long the program runs, or ran, in nanoseconds.
    package var elapsed: UInt64 {
        guard let program else { return 0 }
        let end = endTime ?? programTime
        return end > program.startTime ? end - program.startTime : 0
    }

    /// A program was started, and its names are not there yet.
    package var isReadingSymbols: Bool { program != nil && symbols == nil && target.isAlive }

    /// What the keys are for now.
    package var keyContext: KeyContext {
        switch modal {
        case .prompt: .prompt
        case .filter: .filter
        case .confirmation: .confirmation
        case .help: .help
        case .detail: .detail
        case .threads: .threads
        case .watches: .watches
        case .themes: .themes
        case .messages: .messages
        case .guide: .guide
        case .palette: .palette
        case nil: hasProgramKeyboard ? .keyboard : KeyContext(focus)
        }
    }
}
