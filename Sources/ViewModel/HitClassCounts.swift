package import HitRules
import Session

/// How many hits there were of each class.
package struct HitClassCounts: Hashable, Sendable {
    private var counts = SIMD16<UInt64>()

    package init() {}

    @inline(__always)
    package mutating func add(_ hitClass: HitClass, _ count: UInt64 = 1) { counts[Int(hitClass.rawValue)] &+= count }

    package subscript(hitClass: HitClass) -> UInt64 { counts[Int(hitClass.rawValue)] }

    /// - Parameter access: what the instruction of all these hits does to the slot.
    package func outcomes(access: AccessKind?) -> OutcomeCounts {
        var outcomes = OutcomeCounts()
        for hitClass in HitClass.allCases where self[hitClass] > 0 {
            outcomes.add(hitClass.outcome(access: access), self[hitClass])
        }
        return outcomes
    }
}
