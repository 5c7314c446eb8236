/// A theme that can be chosen.
package struct ThemeEntry: Hashable, Sendable {
    /// By which it is chosen.
    package let name: String
    /// From the user's folder.
    package let isUsers: Bool
    /// Why it cannot be used, with file, line and column; nil when it can.
    package let problem: String?

    package init(_ name: String, isUsers: Bool = false, problem: String? = nil) {
        self.name = name
        self.isUsers = isUsers
        self.problem = problem
    }
}
