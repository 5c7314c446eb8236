/// The names that a beginning can become.
package struct NameCandidates: Hashable, Sendable, Codable {
    /// Without the query's base: the nearest first, in each part by alphabet; at most `limit`.
    package var names: [String]
    /// As far as all of the nearest agree, told ones or not; the beginning itself when there are none.
    package var common: String
    /// There are more than are told.
    package var isCut: Bool

    package static let limit = 200

    /// - Parameter parts: names that begin so, in any order: those of the first part that has some are the nearest.
    package init(_ beginning: String, among parts: [[String]], isCut: Bool = false) {
        var seen: Set<String> = []
        let parts = parts.map { part in part.filter { seen.insert($0).inserted }.sorted() }
        names = Array(parts.joined().prefix(Self.limit))
        self.isCut = isCut || seen.count > Self.limit
        common = parts.first { !$0.isEmpty }.map { Self.common($0) } ?? beginning
    }

    /// With others that are as near as the nearest.
    package func adding(_ others: [String], to beginning: String) -> NameCandidates {
        guard !others.isEmpty else { return self }
        var joined = NameCandidates(beginning, among: [others], isCut: isCut)
        // The nearest of those that were not told count for what is common.
        let isNone = names.isEmpty && common == beginning
        joined.common = isNone ? joined.common : Self.common([joined.common, common].sorted())
        let met = Set(joined.names)
        joined.isCut = joined.isCut || met.union(names).count > Self.limit
        joined.names = Array((joined.names + names.filter { !met.contains($0) }).prefix(Self.limit))
        return joined
    }

    /// As far as all agree; sorted ones agree as far as the first and the last do.
    private static func common(_ sorted: [String]) -> String {
        guard let first = sorted.first, let last = sorted.last else { return "" }
        return String(zip(first, last).prefix { $0 == $1 }.map(\.0))
    }
}
