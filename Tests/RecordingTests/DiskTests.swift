import Glibc
import Session
import TestSupport
import Testing

@testable import Recording

/// The file while it is being written: read back, limited, and full.
@Suite(.timeLimit(.minutes(5))) struct DiskTests {
    @Test func hitsAreReadBack() throws {
        let recorder = Recorder(try RecordingFile.temporary(in: "/var/tmp"), about: Samples.about)
        recorder.take(.hits(Samples.hits(1...10_000)))
        recorder.flush()
        recorder.take(Samples.signal(after: 10_000, 1))
        recorder.take(.hits(Samples.hits(10_001...30_000)))
        recorder.close(Samples.end)
        let disk = recorder.disk
        #expect(disk.ordinals == 0..<30_000)
        #expect(!disk.isOpen)
        for ordinal in [0, 1, 4095, 4096, 9999, 10_000, 29_999] {
            #expect(disk.hit(at: ordinal) == Samples.hit(UInt64(ordinal + 1)))
        }
        #expect(disk.hits(from: 9000, count: 5000) == Samples.hits(9001...14_000))
        #expect(disk.hits(from: 29_000, count: 5000) == Samples.hits(29_001...30_000))
        #expect(disk.hit(at: -1) == nil)
        #expect(disk.hit(at: 30_000) == nil)
    }

    @Test func theOldestAreGivenUpAtTheLimit() throws {
        let file = try RecordingFile.temporary(in: "/var/tmp")
        let recorder = Recorder(file, about: Samples.about, limit: 10_000)
        recorder.take(Samples.signal(after: 0, 1))
        recorder.take(.hits(Samples.hits(1...100_000)))
        recorder.close(Samples.end)
        #expect(recorder.disk.failure == nil)
        let kept = recorder.disk.ordinals
        #expect(kept.count >= 10_000 && kept.count < 10_000 + 2 * 4096)
        #expect(kept.upperBound == 100_000)
        #expect(recorder.disk.hit(at: kept.lowerBound) == Samples.hit(UInt64(kept.lowerBound + 1)))
        #expect(recorder.disk.hit(at: kept.lowerBound - 1) == nil)
        var status = stat()
        fstat(file.descriptor, &status)
        #expect(status.st_blocks * 512 < 3 << 20, "the room is given back: 100 000 hits are 6 MiB")
        let (items, cursor) = try Samples.told(RecordingReader(RecordingFileBytes(file)).start)
        #expect(
            items == [
                .event(Samples.signal(after: 0, 1)), .hits(Samples.hits(UInt64(kept.lowerBound + 1)...100_000)),
            ])
        #expect(cursor.reader.goneCount == kept.lowerBound)
        #expect(cursor.damage == nil)
    }

    @Test func aFullDeviceEndsTheRecordingOnce() throws {
        let recorder = Recorder(try RecordingFile.creating("/dev/full"), about: Samples.about)
        for start in stride(from: UInt64(1), to: 1_000_000, by: 100_000) {
            recorder.take(.hits(Samples.hits(start...start + 99_999)))
        }
        recorder.close(Samples.end)
        let failure = try #require(recorder.takeFailure())
        #expect(failure == RecordingDisk.Failure(step: .write, code: ENOSPC, hits: 0))
        #expect(recorder.takeFailure() == nil)
        #expect(recorder.disk.ordinals.isEmpty)
    }

    /// A limit of the file's size stops the write in the middle of a block.
    @Test func aFileThatMayNotGrowKeepsItsWholeBlocks() throws {
        let path = TemporaryFile.path("small.rec")
        defer { TemporaryFile.remove(path) }
        let kept = try Self.withFileSizeLimit(1 << 20) { () throws -> Int in
            let recorder = Recorder(try RecordingFile.creating(path), about: Samples.about)
            recorder.take(.hits(Samples.hits(1...100_000)))
            recorder.close(Samples.end)
            let failure = try #require(recorder.takeFailure())
            #expect(failure.code == EFBIG)
            return failure.hits
        }
        #expect(kept > 8000 && kept < 1 << 14)
        let (items, cursor) = try Samples.told(
            RecordingReader(RecordingFileBytes(try RecordingFile.opening(path))).start)
        #expect(items == [.hits(Samples.hits(1...UInt64(kept)))])
        #expect(cursor.reader.damage == nil)
        #expect(cursor.reader.end == nil)
    }

    private static func withFileSizeLimit<Result>(_ limit: UInt, _ body: () throws -> Result) rethrows -> Result {
        var before = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &before)
        var now = rlimit(rlim_cur: limit, rlim_max: before.rlim_max)
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &now)
        defer { setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &before) }
        return try body()
    }

    @Test func whatIsNoFileIsRefused() {
        #expect(throws: RecordingError.unreadable(ENOENT)) { _ = try RecordingFile.opening("/nowhere/a.rec") }
        #expect(throws: RecordingError.notRecording) { _ = try RecordingFile.opening("/tmp") }
        #expect(throws: RecordingError.unreadable(ENOENT)) { _ = try RecordingFile.creating("/nowhere/a.rec") }
    }
}
