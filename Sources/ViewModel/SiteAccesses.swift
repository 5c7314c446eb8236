package import HitRules
import ProgramModel
package import Session

/// What the instruction of each site does to its slot, looked up once a hit.
package struct SiteAccesses: Hashable, Sendable {
    /// By the site's number: 0 not answered yet, 1 answered and not known, else the access and 2.
    private var codes: [UInt8] = []

    package init() {}

    /// - Returns: whether that was news of a site that had no answer.
    @discardableResult
    package mutating func learn(_ site: Site) -> Bool {
        guard let finding = site.finding else { return false }
        let index = Int(site.id.rawValue)
        if index >= codes.count { codes += Array(repeating: 0, count: index + 1 - codes.count) }
        let code = finding.access.map { $0.rawValue + 2 } ?? 1
        defer { codes[index] = code }
        return codes[index] != code
    }

    package subscript(id: SiteID) -> AccessKind? {
        let index = Int(id.rawValue)
        guard index < codes.count, codes[index] >= 2 else { return nil }
        return AccessKind(rawValue: codes[index] - 2)
    }

    /// Whether the symbol service has answered, be it that nothing is known.
    package func isAnswered(_ id: SiteID) -> Bool {
        let index = Int(id.rawValue)
        return index < codes.count && codes[index] != 0
    }
}
