/// Hits that lie in a file, by their place in the recording. What an ordinal names never changes, so a value may read
/// through it; that costs a system call, and from a file that is not cached the disk's time.
package protocol HitArchive: AnyObject, Sendable {
    /// The ordinals that can be read. The lower end moves up when the oldest are given up, the upper one as hits are
    /// written.
    var ordinals: Range<Int> { get }
    /// False once nothing more will be written.
    var isOpen: Bool { get }
    /// nil when it is not there, or cannot be read.
    func hit(at ordinal: Int) -> Hit?
    /// Hits from an ordinal on, as many as are asked for; fewer, or none, where they cannot be read.
    func hits(from ordinal: Int, count: Int) -> [Hit]
}
