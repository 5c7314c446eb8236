import DebugRegisters
import Testing
import WatchSlots

@Suite struct WatchErrorTests {
    @Test func everyErrorNamesItsField() {
        let cases: [(WatchError, String)] = [
            (.emptyRange, "length"), (.badLength(3), "length"), (.executeLength(4), "length"),
            (.tooLong(byteCount: 64, pieces: 8), "length"), (.misaligned(.init(0x1003), 4), "address"),
            (.notUserAddress(.init(.max)), "address"), (.slotTaken(.dr1, by: .other("perf")), "slot"),
            (.slotTaken(.dr1, by: .watch(.init(rawValue: 3))), "slot"), (.unknownWatch(.init(rawValue: 9)), "watch"),
            (.frameOver, "frame"),
        ]
        for (error, field) in cases {
            #expect(error.field == field)
            #expect(error.message.hasPrefix(field), "\(error.message)")
            #expect(error.message.contains(" — "), "\(error.message)")
            #expect(!error.message.contains("\n") && error.description == error.message)
        }
    }

    @Test func noRoomSaysWhatWouldFit() throws {
        let pieces = try WatchSplit.pieces(of: WatchRequest(address: .init(0x1004), byteCount: 24))
        #expect(
            WatchError.noFreeSlot(needed: 4, free: [.dr1, .dr2], pieces: pieces).message
                == "24 bytes at 0x1004 need 4 slots (4+8+8+4); free: DR1, DR2 — remove a watch, make one ,flexible so that it takes turns, or watch only the first 12 bytes"
        )
        #expect(
            WatchError.noFreeSlot(needed: 1, free: [], pieces: [pieces[1]]).message
                == "8 bytes at 0x1008 need 1 slot, and all four are taken — remove a watch, or make one ,flexible so that it takes turns; a disabled one keeps its slot too"
        )
    }

    @Test func misalignmentNamesTheAddressThatWouldDo() {
        #expect(
            WatchError.misaligned(.init(0x1006), 4).message
                == "address 0x1006 is not aligned to 4 bytes, as a slot of that length must be — use 0x1004, a shorter length, or leave the length out"
        )
    }
}
