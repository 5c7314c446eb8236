import Testing
import WatchSlots

@Suite struct RotationPaceTests {
    @Test(arguments: [
        ("50ms", RotationPace.time(50_000_000)), ("2s", .time(2_000_000_000)), ("1000hits", .hits(1000)),
        ("1hit", .hits(1)), ("1ms", .time(1_000_000)),
    ])
    func isRead(text: String, pace: RotationPace) throws { #expect(try RotationPace(parsing: text) == pace) }

    @Test(arguments: [
        ("", RotationPaceError.malformed), ("ms", .malformed), ("0ms", .malformed), ("-1ms", .malformed),
        ("50", .missingUnit(50)), ("50 ms", .malformed), ("5m", .malformed), ("9999999s", .outOfRange),
        ("2000000000hits", .outOfRange), ("99999999999999999999ms", .malformed),
    ])
    func isRefused(text: String, error: RotationPaceError) {
        #expect(throws: error) { try RotationPace(parsing: text) }
    }
}
