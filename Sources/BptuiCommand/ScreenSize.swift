import ArgumentParser

/// The size of a screen in cells, written `120x36`.
struct ScreenSize: Hashable, Sendable, ExpressibleByArgument {
    var width: Int
    var height: Int

    static let standard = ScreenSize(width: 120, height: 36)
    /// No screen is wider or higher.
    private static let most = 1000

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    init?(argument: String) {
        let parts = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let width = parts[0], let height = parts[1] else { return nil }
        guard (1...Self.most).contains(width), (1...Self.most).contains(height) else { return nil }
        self.init(width: width, height: height)
    }
}
