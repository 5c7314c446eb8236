/// The pane that the keys go to.
package enum Focus: Int, Hashable, Sendable, CaseIterable {
    case slots, control, status, hits, writers, output

    /// The pane after this one, or before it, in the order of Tab.
    package func moved(by count: Int) -> Focus {
        let all = Focus.allCases
        return all[((rawValue + count) % all.count + all.count) % all.count]
    }
}
