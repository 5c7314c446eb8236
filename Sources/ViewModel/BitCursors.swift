/// The bit that explains itself: where the cursor stands in DR7 and in DR6.
package struct BitCursors: Hashable, Sendable {
    /// 31…0 from left to right.
    package var control = 0
    package var status = 0
    package init() {}
}
