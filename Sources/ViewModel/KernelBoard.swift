package import ProgramModel

/// Who in the kernel touches what is watched: a table that is filled as the hits come. Pure: hits, keys and the clock go
/// in.
package struct KernelBoard: Hashable, Sendable {
    /// One thing that is watched.
    package struct Watch: Hashable, Sendable {
        /// As the user wrote it; not safe to print.
        package var name: String
        package var address: UInt64
        /// `write 8`.
        package var kind: String
        package var armed: Int
        package var processors: Int
        package internal(set) var hits: UInt64 = 0
        package internal(set) var rates = RateHistory()

        package init(name: String, address: UInt64, kind: String, armed: Int, processors: Int) {
            self.name = name
            self.address = address
            self.kind = kind
            self.armed = armed
            self.processors = processors
        }
    }

    /// A hit as the table needs it.
    package struct Hit: Hashable, Sendable {
        package var watch: Int
        package var processor: Int32
        package var tid: Int32
        /// The task's name; empty where it was gone before it could be asked.
        package var task: String
        package var pc: UInt64
        package var chain: [UInt64]

        package init(watch: Int, processor: Int32, tid: Int32, task: String, pc: UInt64, chain: [UInt64]) {
            self.watch = watch
            self.processor = processor
            self.tid = tid
            self.task = task
            self.pc = pc
            self.chain = chain
        }
    }

    package struct Key: Hashable, Sendable {
        package var watch: Int
        package var pc: UInt64
    }

    /// One instruction of the kernel's.
    package struct Row: Hashable, Sendable {
        package let key: Key
        package internal(set) var hits: UInt64 = 0
        package internal(set) var rates = RateHistory()
        package internal(set) var processor: Int32 = 0
        package internal(set) var tid: Int32 = 0
        package internal(set) var task = ""
        /// The number of the newest hit, over all rows.
        package internal(set) var last: UInt64 = 0
        /// The ways that led there with how often, as far as there is room for them.
        package internal(set) var ways: [[UInt64]: UInt64] = [:]

        package static let mostWays = 64
    }

    package enum Order: CaseIterable, Hashable, Sendable {
        case hits, rate, last, name

        package var word: String {
            switch self {
            case .hits: "hits"
            case .rate: "rate"
            case .last: "last"
            case .name: "name"
            }
        }
    }

    package enum Outcome: Hashable, Sendable { case stays, leaves }

    /// What is counted; it stands still while the board is paused.
    struct Table: Hashable, Sendable {
        var watches: [Watch]
        var rows: [Key: Row] = [:]
        var total: UInt64 = 0
        var missed: UInt64 = 0
    }

    /// `all CPUs`, `CPU 1`.
    package let scope: String
    private var counted: Table
    private var frozen: Table?
    /// The names of addresses, as they become known.
    package private(set) var places: [UInt64: KernelPlace] = [:]
    package private(set) var order = Order.hits
    package private(set) var showsHelp = false
    /// Whether the callers of the selected row are shown; nil leaves it to the room there is.
    package private(set) var wantsCallers: Bool?
    /// Which of the selected row's ways is shown, 0 for the commonest.
    package private(set) var way = 0
    package private(set) var width: Int
    package private(set) var height: Int
    /// Nanoseconds since the start.
    package private(set) var elapsed: UInt64 = 0
    private var bucketCount: UInt64 = 0
    private var selectedKey: Key?

    package init(watches: [Watch], scope: String, width: Int, height: Int) {
        self.scope = scope
        counted = Table(watches: watches)
        self.width = width
        self.height = height
    }

    // MARK: What is shown

    var table: Table { frozen ?? counted }
    package var isPaused: Bool { frozen != nil }
    package var watches: [Watch] { table.watches }
    package var total: UInt64 { table.total }
    package var missed: UInt64 { table.missed }
    /// Hits that came since the board was paused.
    package var newer: UInt64 { counted.total - table.total }

    package var rows: [Row] {
        table.rows.values.sorted { a, b in
            switch order {
            case .hits: if a.hits != b.hits { return a.hits > b.hits }
            case .rate:
                let (x, y) = (a.rates.rate ?? 0, b.rates.rate ?? 0)
                if x != y { return x > y }
            case .last: if a.last != b.last { return a.last > b.last }
            case .name:
                let (x, y) = (words(a.key.pc), words(b.key.pc))
                if x != y { return x < y }
            }
            return (a.key.watch, a.key.pc) < (b.key.watch, b.key.pc)
        }
    }

    private func words(_ address: UInt64) -> String { place(address).description }

    /// The address alone while its name is not known.
    package func place(_ address: UInt64) -> KernelPlace { places[address] ?? KernelPlace(address: address) }

    package func selection(in rows: [Row]) -> Int? {
        rows.isEmpty ? nil : rows.firstIndex { $0.key == selectedKey } ?? 0
    }

    /// The ways to a row, the commonest first.
    package func ways(of row: Row) -> [(chain: [UInt64], hits: UInt64)] {
        row.ways.sorted { ($1.value, $0.key.count) < ($0.value, $1.key.count) }.map { (chain: $0.key, hits: $0.value) }
    }

    // MARK: What happens

    package mutating func take(_ hits: [Hit]) {
        for hit in hits {
            counted.total += 1
            counted.watches[hit.watch].hits += 1
            counted.watches[hit.watch].rates.add(1)
            let key = Key(watch: hit.watch, pc: hit.pc)
            var row = counted.rows.removeValue(forKey: key) ?? Row(key: key)
            row.hits += 1
            row.rates.add(1)
            row.processor = hit.processor
            row.tid = hit.tid
            row.task = hit.task
            row.last = counted.total
            if row.ways[hit.chain] != nil || row.ways.count < Row.mostWays { row.ways[hit.chain, default: 0] += 1 }
            counted.rows[key] = row
        }
    }

    package mutating func missed(_ count: UInt64) { counted.missed = count }

    /// - Parameter names: of addresses that hits brought along.
    package mutating func learn(_ names: [UInt64: KernelPlace]) { places.merge(names) { old, _ in old } }

    /// - Parameter elapsed: nanoseconds since the start.
    package mutating func advance(to elapsed: UInt64) {
        if !isPaused { self.elapsed = elapsed }
        let buckets = elapsed / RateHistory.bucketDuration
        let count = Int(buckets - min(buckets, bucketCount))
        guard count > 0 else { return }
        bucketCount = buckets
        for index in counted.watches.indices { counted.watches[index].rates.advance(by: count) }
        for key in Array(counted.rows.keys) { counted.rows[key]?.rates.advance(by: count) }
    }

    package mutating func resize(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    package mutating func press(_ key: KeyPress) -> Outcome {
        if showsHelp {
            showsHelp = false
            return key == .control("c") ? .leaves : .stays
        }
        switch key {
        case .character("q"), .control("c"): return .leaves
        case .character("?"), .function(1): showsHelp = true
        case .character("s"): order = order.next
        case .character("p"), .character(" "): frozen = isPaused ? nil : counted
        case .character("x"): clear()
        case .enter: wantsCallers = !showsCallers
        case .escape where showsCallers: wantsCallers = false
        case .character("["), .left: way = max(0, way - 1)
        case .character("]"), .right: way += 1
        case .up, .character("k"): move(by: -1)
        case .down, .character("j"): move(by: 1)
        case .pageUp: move(by: -listRows)
        case .pageDown: move(by: listRows)
        case .home: move(by: -1 << 20)
        case .end: move(by: 1 << 20)
        default: break
        }
        return .stays
    }

    /// Everything is counted anew.
    private mutating func clear() {
        frozen = nil
        let missed = counted.missed
        counted = Table(
            watches: counted.watches.map {
                Watch(
                    name: $0.name, address: $0.address, kind: $0.kind, armed: $0.armed, processors: $0.processors)
            })
        counted.missed = missed
        selectedKey = nil
    }

    package mutating func move(by count: Int) {
        let rows = rows
        guard let selection = selection(in: rows) else { return }
        selectedKey = rows[max(0, min(rows.count - 1, selection + count))].key
        way = 0
    }

    /// - Parameter row: of those in sight, 0 for the first.
    package mutating func click(row: Int) {
        let rows = rows
        let index = firstShown(in: rows) + row
        guard row >= 0, row < listRows, rows.indices.contains(index) else { return }
        selectedKey = rows[index].key
        way = 0
    }

    // MARK: The layout

    package static let minimum = (width: 60, height: 14)

    package var showsCallers: Bool { wantsCallers ?? (height >= 30) }
    /// Lines of the pane of watches, its border and headings included.
    package var watchHeight: Int { counted.watches.count + 3 }
    package var callerHeight: Int { showsCallers ? max(6, min(14, height * 2 / 5 - 2)) : 0 }
    /// The row of the list's first line.
    package var listTop: Int { 1 + watchHeight + 2 }
    /// How many rows of the list fit.
    package var listRows: Int { max(1, height - 1 - callerHeight - listTop - 1) }

    package func firstShown(in rows: [Row]) -> Int {
        guard let selection = selection(in: rows) else { return 0 }
        return max(0, min(selection - listRows / 2, rows.count - listRows))
    }
}
