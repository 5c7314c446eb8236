import DebugRegisters
import ProgramModel
import Session
import Testing
import Tracing
import WatchSlots

@Suite("A hit's values by type")
struct HitValueTests {
    private static let int = ValueType.integer(name: "int", byteCount: 4, isSigned: true)
    private static func bits(_ offset: Int, _ count: Int) -> ValueType {
        .bitField(of: int, byteCount: 4, bitOffset: offset, bitCount: count)
    }
    /// A word of bit-fields, an int, and a pointer in the second slot.
    private static let config = ValueType.structure(
        name: "struct config", byteCount: 16,
        members: [
            .init(name: "ready", byteOffset: 0, type: bits(0, 2)), .init(name: "mode", byteOffset: 0, type: bits(2, 4)),
            .init(name: "max", byteOffset: 4, type: int),
            .init(name: "owner", byteOffset: 8, type: .pointer(target: "struct owner", byteCount: 8)),
        ])

    private func watch(_ type: ValueType? = config) throws -> WatchDescription {
        var table = WatchTable()
        let watch = try table.register(WatchRequest(address: LinearAddress(0x4000), byteCount: 16, kind: .write))
        #expect(watch.assignments.map(\.slot) == [.dr0, .dr1])
        return WatchDescription(watch: watch, expression: "config", type: type)
    }

    private func record(
        _ slot: SlotIndex, _ old: UInt64, _ new: UInt64, flags: HitRecord.Flags = [.hasOld, .hasNew],
        kind: WatchKind = .write
    ) -> HitRecord {
        HitRecord(
            trap: 1, time: 1, pc: 0x1000, old: old, new: new, pid: 1, tid: 1, watch: WatchID(rawValue: 1),
            status: StatusRegister(slots: SlotSet(slot)), slot: slot, length: .eight, kind: kind, flags: flags)
    }

    @Test func aFieldOfTheFirstSlot() throws {
        let hit = record(.dr0, 0x7_0000_0004, 0x7_0000_0005)
        let change = try #require(try HitValue.change(of: hit, watch: watch()))
        #expect(change.summary == ".ready 0 → 1")
        #expect(change.rows.map(\.path) == [".ready", ".mode", ".max"])
        #expect(change.rows.map(\.isChanged) == [true, false, false])
        #expect(try HitValue.old(of: hit, watch: watch()) == ".ready = 0, .mode = 1, .max = 7")
        #expect(try HitValue.new(of: hit, watch: watch()) == ".ready = 1, .mode = 1, .max = 7")
    }

    @Test func aPointerOfTheSecondSlot() throws {
        let hit = record(.dr1, 0x5000, 0x6000)
        #expect(try HitValue.pointers(in: hit, watch: watch()) == [0x5000, 0x6000])
        #expect(try HitValue.pointers(in: record(.dr1, 0x5000, 0x5000), watch: watch()) == [0x5000])
        #expect(try HitValue.pointers(in: record(.dr1, 0x5000, 0x6000, flags: .hasNew), watch: watch()) == [0x6000])
        #expect(try HitValue.pointers(in: record(.dr0, 0x5000, 0x6000), watch: watch()) == [])
        let names: [UInt64: String] = [0x5000: "first", 0x6000: "last+8"]
        let change = try HitValue.change(of: hit, watch: watch(), names: names)
        #expect(change?.summary == ".owner 0x5000 <first> → 0x6000 <last+8>")
        #expect(try HitValue.new(of: hit, watch: watch(), names: names) == ".owner = 0x6000 <last+8>")
    }

    @Test func aStoreOfTheSameValue() throws {
        let change = try #require(try HitValue.change(of: record(.dr0, 5, 5), watch: watch()))
        #expect(!change.isChanged && change.rows.count == 3)
    }

    @Test func withoutATypeOrAWatch() throws {
        let hit = record(.dr0, 1, 0x2A)
        #expect(try HitValue.change(of: hit, watch: watch(nil))?.summary == "0x1 → 0x2a")
        #expect(HitValue.change(of: hit, watch: nil)?.summary == "0x1 → 0x2a")
        #expect(try HitValue.old(of: hit, watch: watch(nil)) == nil)
        #expect(HitValue.new(of: hit, watch: nil) == nil)
        #expect(HitValue.text(hit.new, of: hit, watch: nil) == "0x2a")
    }

    @Test func whatIsNotKnownIsNotCompared() throws {
        for flags: HitRecord.Flags in [[], .hasOld, .hasNew] {
            #expect(try HitValue.change(of: record(.dr0, 1, 2, flags: flags), watch: watch()) == nil)
        }
        let code = record(.dr0, 1, 2, kind: .execute)
        #expect(try HitValue.change(of: code, watch: watch()) == nil)
        #expect(try HitValue.pointers(in: code, watch: watch()) == [])
        #expect(try HitValue.old(of: record(.dr0, 1, 2, flags: .hasNew), watch: watch()) == nil)
    }
}
