/// The keys of the writers and of the filter.
extension Keymap {
    static let writerKeys: [KeyBinding] = [
        KeyBinding(
            .character("h"), in: [.writers], .writerHits, label: "its hits", help: "the log shows this writer's hits"),
        KeyBinding(
            .character("/"), in: KeyContext.panes, .filter, label: "filter",
            help: "filter the hits and the writers"),
        KeyBinding(
            .escape, in: [.hits, .writers], .clearFilter, label: "all hits", help: "clear the filter"),
        KeyBinding(
            .character("w"), in: KeyContext.panes, .cycleWriters, label: "group",
            help: "group the writers in another way"),
        KeyBinding(
            .character("S"), in: KeyContext.panes.subtracting([.writers]), .sortWriters, label: nil,
            help: "sort the writers in another way"),
        KeyBinding(
            .character("S"), in: [.writers], .sortWriters, label: "sort",
            help: "sort the writers in another way"),
        KeyBinding(
            .character("Z"), in: KeyContext.panes.subtracting([.writers]), .resetWriters, label: nil,
            help: "count the writers anew from here"),
        KeyBinding(
            .character("Z"), in: [.writers], .resetWriters, label: "reset", help: "count the writers anew from here"),
    ]

    static let filterKeys: [KeyBinding] = [
        KeyBinding(.enter, in: [.filter], .submitFilter, label: "filter", help: "filter the hits")
    ]
}
