package import ProgramModel

/// A watch as it stands, as a user would write it.
package struct WrittenWatch: Hashable, Sendable {
    package var spec: WatchSpec
    package var isEnabled: Bool

    package init(spec: WatchSpec, isEnabled: Bool = true) {
        self.spec = spec
        self.isEnabled = isEnabled
    }
}

extension LiveSession {
    /// What a restart would arm, be there a program or not.
    package var writtenWatches: [WrittenWatch] {
        (tableIsWish ? watches.planned : planned).map { WrittenWatch(spec: $0.spec, isEnabled: $0.isEnabled) }
    }
}
