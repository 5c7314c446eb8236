import WatchSlots

/// Watches that share registers.
extension AppState {
    mutating func take(_ coverages: [WatchCoverage]) {
        for coverage in coverages { self.coverage[coverage.watch] = coverage }
    }
}
