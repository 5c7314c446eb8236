import CRecording

/// The memory that a session's hits take.
package enum RecordingMemory {
    /// For the process's start. glibc would raise its threshold with the first large block that is let go, and the log's
    /// chunks, between a recording's blocks that come and go, would leave holes: 10 MiB after a million hits.
    package static func keepWithoutHoles() { crec_return_large_blocks() }
}
