import CRecording
import Glibc
package import Session
import Synchronization

/// The file of a recording that is being made: blocks go in on one side, a thread of its own writes them, and hits that
/// have been written can be read back.
///
/// At the first failure nothing more is written: the file is cut behind its last whole block, and says what it has.
package final class RecordingDisk: HitArchive {
    /// Why nothing more is written.
    package struct Failure: Error, Hashable, Sendable {
        package enum Step: Hashable, Sendable {
            case write
            /// The oldest hits could not be given up, as the limit asks.
            case giveUp
        }
        package var step: Step
        /// errno.
        package var code: Int32
        /// Hits that the file has.
        package var hits: Int
    }

    struct Block: Sendable {
        /// What stands before the frame: the file's header, before its first.
        var prefix: [UInt8] = []
        /// With room for the frame at the beginning.
        var bytes: [UInt8]
        var frame: RecordingFrame
        var hitCount = 0
        var isLast = false

        /// Ends the thread and writes nothing.
        static let stop = Block(bytes: [], frame: RecordingFrame(.end, length: 0, position: 0, time: 0), isLast: true)
    }

    /// Where hits lie in the file.
    private struct Extent {
        var position: Int
        var count: Int
        /// Of the frame.
        var offset: UInt64
    }

    private struct State {
        var queue: [Block] = []
        var extents: [Extent] = []
        var first = 0
        var end = 0
        /// Bytes of whole blocks.
        var size: UInt64 = 0
        var failure: Failure?
        var isOpen = true
        var isWriting = false
    }

    /// Blocks that may wait: 8 MiB of hits. Then who adds more waits for the disk.
    private static let mostWaiting: UInt32 = 32

    private let file: RecordingFile
    /// Hits that are kept at most, to a block; nil for all.
    private let limit: Int?
    private let state = Mutex(State())
    /// Semaphores (eventfd(2)): blocks to write, and room for more.
    private let work: Int32
    private let room: Int32
    private let thread: Mutex<pthread_t?> = Mutex(nil)

    package init(_ file: RecordingFile, limit: Int?) {
        self.file = file
        self.limit = limit
        work = crec_semaphore(0)
        room = crec_semaphore(Self.mostWaiting)
        // Only a process out of descriptors or memory gets here.
        precondition(work >= 0 && room >= 0, "eventfd failed")
        start()
    }

    deinit {
        close(work)
        close(room)
    }

    private func start() {
        // The thread takes no signals: those are its owner's, and SIGXFSZ is to be an error of the write.
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let failure = pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<RecordingDisk>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, context)
        precondition(failure == 0, "pthread_create failed: \(failure)")
        self.thread.withLock { $0 = thread }
    }

    // MARK: The owner's side

    /// Hands a block over; waits while too many wait for the disk.
    func submit(_ block: Block) {
        Self.take(room)
        state.withLock { $0.queue.append(block) }
        Self.give(work)
    }

    /// Waits until the last block, which has been submitted, is written.
    func join() {
        let thread = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        if let thread { pthread_join(thread, nil) }
    }

    /// Waits until all that was handed over is written, or will never be. For other threads than the owner's.
    package func settle() {
        while state.withLock({ !$0.queue.isEmpty || $0.isWriting }) { usleep(1000) }
    }

    package var failure: Failure? { state.withLock { $0.failure } }
    /// Bytes that are whole blocks by now: as far as another may read.
    package var size: UInt64 { state.withLock { $0.size } }
    package var path: String? { file.path }

    /// The recording as far as it is written.
    package var bytes: any RecordingBytes { RecordingFileBytes(file, count: size) }

    // MARK: Reading back

    package var ordinals: Range<Int> { state.withLock { $0.first..<$0.end } }
    package var isOpen: Bool { state.withLock { $0.isOpen } }

    package func hit(at ordinal: Int) -> Hit? {
        guard let (offset, _) = place(of: ordinal), let bytes = file.read(at: offset, count: Hit.byteCount) else {
            return nil
        }
        return bytes.withUnsafeBytes { $0.baseAddress.flatMap { Hit(loading: $0) } }
    }

    package func hits(from ordinal: Int, count: Int) -> [Hit] {
        var hits: [Hit] = []
        hits.reserveCapacity(count)
        while hits.count < count, let (offset, available) = place(of: ordinal + hits.count) {
            let wanted = min(count - hits.count, available)
            guard let bytes = file.read(at: offset, count: wanted * Hit.byteCount) else { break }
            let before = hits.count
            bytes.withUnsafeBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                for index in 0..<wanted {
                    guard let hit = Hit(loading: base + index * Hit.byteCount) else { return }
                    hits.append(hit)
                }
            }
            if hits.count < before + wanted { break }
        }
        return hits
    }

    /// Where a hit lies, and how many lie there from it on.
    private func place(of ordinal: Int) -> (offset: UInt64, count: Int)? {
        state.withLock { state in
            guard ordinal >= state.first, ordinal < state.end else { return nil }
            var (low, high) = (0, state.extents.count)
            while low < high {
                let middle = (low + high) / 2
                if state.extents[middle].position <= ordinal { low = middle + 1 } else { high = middle }
            }
            guard low > 0 else { return nil }
            let extent = state.extents[low - 1]
            let index = ordinal - extent.position
            guard index < extent.count else { return nil }
            return (
                extent.offset + UInt64(RecordingFrame.byteCount + index * Hit.byteCount), extent.count - index
            )
        }
    }

    // MARK: The thread's side

    private func run() {
        while true {
            Self.take(work)
            let next = state.withLock { state in
                state.isWriting = true
                return (state.queue.removeFirst(), state.failure == nil, state.size)
            }
            let (block, isWhole, size) = next
            if isWhole, !block.bytes.isEmpty { write(block, at: size) }
            state.withLock { $0.isWriting = false }
            Self.give(room)
            if block.isLast { break }
        }
        state.withLock { $0.isOpen = false }
    }

    private func write(_ block: Block, at offset: UInt64) {
        var bytes = block.bytes
        block.frame.seal(&bytes)
        if !block.prefix.isEmpty { bytes.insert(contentsOf: block.prefix, at: 0) }
        guard write(bytes, at: offset) else { return fail(.write) }
        state.withLock { state in
            if block.hitCount > 0 {
                state.extents.append(Extent(position: state.end, count: block.hitCount, offset: offset))
                state.end += block.hitCount
            }
            state.size = offset + UInt64(bytes.count)
        }
        if let limit { giveUpOldest(limit) }
    }

    private func write(_ bytes: [UInt8], at offset: UInt64) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count, let base = bytes.baseAddress {
                let count = pwrite(file.descriptor, base + done, bytes.count - done, off_t(offset) + off_t(done))
                if count > 0 {
                    done += count
                } else if errno != EINTR {
                    return false
                }
            }
            return true
        }
    }

    private func fail(_ step: Failure.Step) {
        let code = errno
        let size = state.withLock { state in
            state.failure = Failure(step: step, code: code, hits: state.end - state.first)
            state.isOpen = false
            return state.size
        }
        // A device has no length to cut.
        _ = ftruncate(file.descriptor, off_t(size))
    }

    /// Gives the oldest blocks' room back to the file system, as long as more hits are there than the limit says.
    private func giveUpOldest(_ limit: Int) {
        while true {
            let oldest = state.withLock { state -> Extent? in
                guard let oldest = state.extents.first, state.end - state.first - oldest.count >= limit else {
                    return nil
                }
                state.extents.removeFirst()
                state.first = oldest.position + oldest.count
                return oldest
            }
            guard let oldest else { return }
            let length = oldest.count * Hit.byteCount
            // As written, but for the kind: who reads the file later goes on behind it.
            var frame = RecordingFrame(.gone, length: length, position: oldest.position, time: 0)
            frame.checksum = frame.sum(of: UnsafeRawBufferPointer(start: nil, count: 0))
            var head = [UInt8](repeating: 0, count: RecordingFrame.byteCount)
            head.withUnsafeMutableBytes { if let base = $0.baseAddress { frame.store(to: base) } }
            guard write(head, at: oldest.offset) else { return fail(.giveUp) }
            // Of whole pages: a short block gives nothing back.
            let start = Int64(oldest.offset) + Int64(RecordingFrame.byteCount)
            guard crec_punch(file.descriptor, start, Int64(length)) == 0 else { return fail(.giveUp) }
        }
    }

    // MARK: Semaphores

    private static func give(_ descriptor: Int32) {
        var one: UInt64 = 1
        while Glibc.write(descriptor, &one, 8) < 0 && errno == EINTR {}
    }

    /// Waits for one.
    private static func take(_ descriptor: Int32) {
        var count: UInt64 = 0
        while Glibc.read(descriptor, &count, 8) < 0 && errno == EINTR {}
    }
}
