import Glibc

enum Pause {
    /// Some ten microseconds: between two looks at something that is about to happen.
    static func short() {
        var time = timespec(tv_sec: 0, tv_nsec: 10_000)
        nanosleep(&time, nil)
    }
}
