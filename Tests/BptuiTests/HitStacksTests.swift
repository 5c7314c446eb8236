import DebugRegisters
import ProgramModel
import Session
import Testing
import Tracing

@testable import BptuiCommand

/// Which hits are written with their stack, and what waits for one.
@Suite(.timeLimit(.minutes(1))) struct HitStacksTests {
    typealias Samples = BatchSamples
    private static let stack = CallStack(frames: [StackFrame(pc: 0x1008, place: Samples.bump)])

    private func hit(_ trap: UInt64, _ slot: SlotIndex = .dr0, site: UInt32 = 0) -> Hit {
        Hit(Samples.record(trap, slot), site: SiteID(rawValue: site))
    }

    @Test func theFirstHitOfASiteWaitsForItsStackAndOnlyThatHasIt() {
        var stacks = HitStacks(.new)
        stacks.take([Samples.site(0, stack: [1])])
        #expect(!stacks.areHere(for: [hit(1)]))
        stacks.take(Self.stack, ofSite: SiteID(rawValue: 0))
        #expect(stacks.areHere(for: [hit(1)]))
        #expect(stacks.takeStack(of: [hit(1)]) == Self.stack)
        // The finding comes after it, and makes no second first hit.
        stacks.take([Samples.site(0, finding: SiteFinding(), stack: [1])])
        #expect(stacks.areHere(for: [hit(2)]))
        #expect(stacks.takeStack(of: [hit(2)]) == nil)
    }

    @Test func aStackThatWasNotKeptIsSaidAndNotWaitedFor() {
        var stacks = HitStacks(.new)
        stacks.take([Samples.site(0), Samples.site(1, stack: [])])
        #expect(stacks.areHere(for: [hit(1), hit(2, site: 1)]))
        for site in 0..<2 as Range<UInt32> {
            let stack = stacks.takeStack(of: [hit(1, site: site)])
            #expect(stack?.frames == [] && stack?.problem != nil)
        }
    }

    @Test func aTrapOfTwoSitesHasOneStack() {
        var stacks = HitStacks(.new)
        stacks.take([Samples.site(0, stack: [1]), Samples.site(1, .dr1, stack: [1])])
        stacks.take(CallStack(problem: "nothing"), ofSite: SiteID(rawValue: 0))
        #expect(!stacks.areHere(for: [hit(1), hit(1, .dr1, site: 1)]))
        stacks.take(Self.stack, ofSite: SiteID(rawValue: 1))
        #expect(stacks.takeStack(of: [hit(1), hit(1, .dr1, site: 1)]) == Self.stack)
        #expect(stacks.takeStack(of: [hit(2), hit(2, .dr1, site: 1)]) == nil)
    }

    @Test func withAllEveryTrapHasOne() {
        var stacks = HitStacks(.all)
        stacks.take([Samples.site(0, stack: [1])])
        #expect(!stacks.areHere(for: [hit(1), hit(2)]))
        stacks.take(Self.stack, ofTrap: 1)
        #expect(!stacks.areHere(for: [hit(1), hit(2)]))
        stacks.take(CallStack(problem: "nothing"), ofTrap: 2)
        #expect(stacks.areHere(for: [hit(1), hit(2)]))
        #expect(stacks.takeStack(of: [hit(1)]) == Self.stack)
        #expect(stacks.takeStack(of: [hit(2)])?.problem == "nothing")
    }

    @Test func withNoneNothingWaits() {
        var stacks = HitStacks(.none)
        stacks.take([Samples.site(0, stack: [1])])
        #expect(stacks.areHere(for: [hit(1)]))
        #expect(stacks.takeStack(of: [hit(1)]) == nil)
    }
}
