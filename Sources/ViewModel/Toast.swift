package import Session

/// A notice that goes away by itself.
package struct Toast: Hashable, Sendable {
    package var notice: Notice
    /// On the clock of `AppEvent.tick`.
    package var expiry: UInt64

    package init(_ notice: Notice, expiry: UInt64) {
        self.notice = notice
        self.expiry = expiry
    }
}
