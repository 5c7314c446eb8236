import Glibc

/// Descriptors 0, 1 and 2 of this process.
enum StandardDescriptors {
    /// Fills those that the caller has closed: the next file that is opened would get their number, and our output would
    /// go into it. What fills them fails where a closed one fails: it cannot be written, or, for the input, read.
    static func occupy() {
        for number in 0...2 as ClosedRange<Int32> where fcntl(number, F_GETFD) < 0 {
            // open gives the lowest free number, and those below are taken.
            _ = open("/dev/null", number == 0 ? O_WRONLY : O_RDONLY)
        }
    }
}
