import DebugRegisters
import HitRules
import ProgramModel
import Recording
import Session
import Tracing
import WatchSlots

/// All that a recording tells of places, watches and threads, whenever it was told: numbers of sites and watches are not
/// used twice.
struct RecordedProgram {
    private(set) var sites: [SiteID: Site] = [:]
    private(set) var watches: [WatchID: WatchDescription] = [:]
    private(set) var threadNames: [Int32: String] = [:]
    private(set) var pointerNames: [UInt64: String] = [:]
    private(set) var siteDetails: [SiteID: SiteDetail] = [:]
    private(set) var places: [PlaceQuery: CodePlace] = [:]
    /// The program's file, without its folders.
    let name: String

    init(_ reader: RecordingReader) {
        name = reader.about.program.split(separator: "/").last.map(String.init) ?? reader.about.program
        var cursor = reader.events
        while let item = cursor.next() {
            guard case .event(let event) = item else { continue }
            take(event)
        }
    }

    /// Of what a test made up.
    init(name: String, _ events: [SessionEvent]) {
        self.name = name
        for event in events { take(event) }
    }

    private mutating func take(_ event: SessionEvent) {
        switch event {
        case .sites(let known): for site in known { sites[site.id] = site }
        case .watches(let board): for watch in board.watches { watches[watch.watch.id] = watch }
        case .threadNames(let names): threadNames.merge(names) { _, new in new }
        case .names(let names): pointerNames.merge(names) { _, new in new }
        case .places(let known): places.merge(known) { _, new in new }
        case .siteDetail(let id, let detail): siteDetails[id] = detail
        default: break
        }
    }

    /// As the kernel names it; the program's name, as far as the kernel would keep it, where that was not asked.
    func threadName(_ tid: Int32) -> String { threadNames[tid] ?? String(name.prefix(15)) }

    func expression(of id: WatchID) -> String { watches[id]?.expression ?? "watch \(id.rawValue)" }
}
