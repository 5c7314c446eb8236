/// `:save` and `:load`. The edge knows the files.
extension AppState {
    mutating func save(_ name: String) -> [AppEffect] {
        guard program != nil else { return refusePrompt("no program has watches to save yet", column: nil) }
        modal = nil
        return [.saveWatches(name.isEmpty ? nil : name)]
    }

    mutating func load(_ name: String) -> [AppEffect] {
        if case .refused(let words) = availability(of: .loadWatches) { return refusePrompt(words, column: nil) }
        modal = nil
        return [.loadWatches(name.isEmpty ? nil : name)]
    }
}
