import Session
import Testing
import Tracing
import ViewModel

@Suite struct HitStoreTests {
    @Test func dropsTheOldestAndCountsThem() {
        var store = HitStore(limit: 8192)
        for trap in 0..<20_000 { store.append(Samples.hit(UInt64(trap))) }
        #expect(store.count <= 8192)
        #expect(store.count + store.droppedCount == 20_000)
        for ordinal in store.ordinals { #expect(store[ordinal].trap == UInt64(ordinal)) }
        #expect(store.last?.trap == 19_999)
    }

    @Test func aCopyStaysAsItWas() {
        var store = HitStore()
        store.append(Samples.hit(1))
        let copy = store
        store.append(Samples.hit(2))
        #expect(copy.count == 1)
        #expect(store.count == 2)
    }

    @Test(.timeLimit(.minutes(10))) func takesManyHitsFast() throws {
        var state = try Samples.watching(running: true)
        let records = (0..<100_000).map { Samples.hit(UInt64($0), pc: UInt64($0 % 100)) }
        let time = ContinuousClock().measure { _ = state.update(.session(.hits(records))) }
        // Two microseconds a hit without optimisation; a fraction of that in the product.
        #expect(time < .milliseconds(2000))
        #expect(state.hits.count == 100_000)
    }
}
