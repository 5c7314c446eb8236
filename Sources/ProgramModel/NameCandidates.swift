/// The names that a beginning can become.
package struct NameCandidates: Hashable, Sendable, Codable {
    /// Without the query's base: the nearest first, in each part by alphabet; at most `limit`.
    package var names: [String]
    /// As far as all of the nearest agree, told ones or not; the beginning itself when there are none.
    package var common: String
    /// There are more than are told.
    package var isCut: Bool

    package static let limit = 200

    /// - Parameters:
    ///   - parts: names that begin so, in any order: those of the first part come first.
    ///   - nearestParts: so many of the parts are the nearest; where they have no name, all the others are.
    package init(_ beginning: String, among parts: [[String]], nearestParts: Int = 1, isCut: Bool = false) {
        var seen: Set<String> = []
        let parts = parts.map { part in part.filter { seen.insert($0).inserted }.sorted() }
        names = Array(parts.joined().prefix(Self.limit))
        self.isCut = isCut || seen.count > Self.limit
        let nearest = parts.prefix(nearestParts).joined()
        common =
            Self.common(of: nearest) ?? Self.common(of: parts.dropFirst(nearestParts).joined()) ?? beginning
    }

    /// With others that are as near as the nearest.
    package func adding(_ others: [String], to beginning: String) -> NameCandidates {
        guard !others.isEmpty else { return self }
        var joined = NameCandidates(beginning, among: [others], isCut: isCut)
        // The nearest of those that were not told count for what is common.
        let isNone = names.isEmpty && common == beginning
        joined.common = isNone ? joined.common : Self.common(of: [joined.common, common]) ?? beginning
        let met = Set(joined.names)
        joined.isCut = joined.isCut || met.union(names).count > Self.limit
        joined.names = Array((joined.names + names.filter { !met.contains($0) }).prefix(Self.limit))
        return joined
    }

    /// As far as all agree: the first and the last by alphabet do. nil where there are none.
    private static func common(of names: some Sequence<String>) -> String? {
        guard let first = names.min(), let last = names.max() else { return nil }
        return String(zip(first, last).prefix { $0 == $1 }.map(\.0))
    }
}
