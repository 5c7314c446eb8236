/// How much of the wanted time a watch was armed, and what its hits say of all that time.
///
/// Time is the program's running time, in nanoseconds: while it stands still nothing is wanted. A slice is one turn of the
/// watch, of the length tᵢ with xᵢ hits.
///
/// The model: while the watch was not armed the program hit at the same rate as while it was. With X = Σxᵢ hits in the armed
/// time A, and U = wanted − A unseen, the estimate is X + U·X/A: what was seen is exact, only the rest is scaled. The error
/// is that of a ratio estimator, for the rate as well as for what happened in the unseen slices:
/// s²·(U/t̄)·(1 + U/A), with s² = Σ(xᵢ − tᵢX/A)²/(n − 1) between the slices and t̄ = A/n, but s² is never taken to be less
/// than Poisson's, (X + 1)/n. It is told as ±, at 95 %, with Student's t for n − 1. It knows neither of a rhythm of the
/// program's that keeps step with the turns, nor that hits slow the program down: what is armed together with watches that are
/// hit often is seen at a lower rate than it has without them.
public struct WatchCoverage: Hashable, Sendable, Codable, Identifiable {
    public let watch: WatchID
    /// Nanoseconds in which it held its registers.
    public private(set) var armed: UInt64 = 0
    /// Nanoseconds in which it was enabled.
    public private(set) var wanted: UInt64 = 0
    /// Counted while it was armed, shown or not.
    public private(set) var hits: UInt64 = 0
    public private(set) var sliceCount: UInt64 = 0
    // Sums over the slices, in seconds and hits.
    private var timeSquares = 0.0
    private var hitSquares = 0.0
    private var products = 0.0

    public var id: WatchID { watch }

    public init(watch: WatchID) { self.watch = watch }

    /// It was enabled, and had no registers.
    public mutating func addWait(_ time: UInt64) { wanted += time }

    /// A turn of it.
    public mutating func addSlice(_ time: UInt64, hits count: UInt64) {
        guard time > 0 || count > 0 else { return }
        armed += time
        wanted += time
        hits += count
        sliceCount += 1
        let (t, x) = (Double(time) / 1e9, Double(count))
        timeSquares += t * t
        hitSquares += x * x
        products += t * x
    }

    /// 0…1: the armed part of the wanted time; nil before there was any.
    public var share: Double? { wanted > 0 ? Double(armed) / Double(wanted) : nil }

    /// Nothing of the wanted time was missed.
    public var isComplete: Bool { armed == wanted }

    /// What is said of all the wanted time.
    public enum Estimate: Hashable, Sendable {
        /// It was armed all the time.
        case exact(UInt64)
        /// `error` is that of 95 %; nil when there was a single slice, which says nothing of how slices differ: then
        /// only Poisson's is known, `least`, and it may be more.
        case scaled(Double, error: Double?, least: Double)
        /// No hit in the time that it was armed: with 95 % there were no more than so many (rule of three).
        case none(atMost: Double)
        /// It was never armed: nothing is known.
        case unknown
    }

    public var estimate: Estimate {
        if isComplete { return .exact(hits) }
        guard armed > 0 else { return .unknown }
        let (seen, unseen) = (Double(armed) / 1e9, Double(wanted - armed) / 1e9)
        guard hits > 0 else { return .none(atMost: (3 * Double(wanted - armed) / Double(armed)).rounded(.up)) }
        let (count, slices) = (Double(hits), Double(sliceCount))
        let rate = count / seen
        let spread = unseen * slices / seen * (1 + unseen / seen)
        let least = (count + 1) / slices
        let estimate = count + rate * unseen
        guard sliceCount > 1 else {
            return .scaled(estimate, error: nil, least: Self.normal * (least * spread).squareRoot())
        }
        let squares = hitSquares - 2 * rate * products + rate * rate * timeSquares
        let variance = max(squares / (slices - 1), least)
        let error = Self.student(sliceCount - 1) * (variance * spread).squareRoot()
        return .scaled(estimate, error: error, least: Self.normal * (least * spread).squareRoot())
    }

    private static let normal = 1.96

    /// The quantile of Student's t for 95 % on both sides.
    ///
    /// - Parameter freedom: from 1.
    private static func student(_ freedom: UInt64) -> Double {
        let table = [12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23]
        if freedom <= table.count { return table[Int(freedom) - 1] }
        // The first terms of its expansion in 1/freedom.
        let f = Double(freedom)
        return normal + 2.372 / f + 2.82 / (f * f)
    }
}
