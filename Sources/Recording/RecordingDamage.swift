/// Why a file cannot be read as a recording.
package enum RecordingError: Error, Hashable, Sendable {
    /// It does not begin as one.
    case notRecording
    /// Of a version that this one cannot read.
    case version(UInt32)
    /// It ends before it says what was recorded.
    case empty
    /// An errno of the system.
    case unreadable(Int32)
}

/// Where a recording stops being whole; everything before can be read.
package enum RecordingDamage: Hashable, Sendable {
    /// The file ends within the block that begins at this byte.
    case truncated(at: UInt64)
    /// The block that begins at this byte is not what was written.
    case corrupt(at: UInt64)
    /// It cannot be read there; an errno.
    case unreadable(at: UInt64, Int32)

    package var message: String {
        switch self {
        case .truncated(let offset): "the recording breaks off at byte \(offset); what is before it is shown"
        case .corrupt(let offset): "the recording is damaged at byte \(offset); what is before it is shown"
        case .unreadable(let offset, let code):
            "the recording cannot be read at byte \(offset) (errno \(code)); what is before it is shown"
        }
    }
}
