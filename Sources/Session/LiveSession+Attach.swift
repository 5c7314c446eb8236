import Tracing

/// A process that was there before us, and stays when we leave.
extension LiveSession {
    /// It was taken in while it ran: the watches are armed without a stop that it could notice.
    func attached(_ pid: Int32, threadCount: Int) {
        lastStop = nil
        begin(pid)
        threads = []
        setThreads([], unnamed: threadCount)
        carryOut(startup.attached())
    }

    func detached(_ pid: Int32) {
        setThreads([])
        _ = startup.abandon()
        abandonQuestions("the program was let go")
        enter(.absent)
        say(.information, "process \(pid) was let go: it runs on, unwatched")
    }

    func threadStarted(_ tid: Int32, _ pid: Int32) {
        if pid == self.pid {
            setThreads(threads.union([tid]), unnamed: unnamedThreads)
        } else {
            foreignThreads.insert(tid)
        }
    }

    func threadEnded(_ tid: Int32) {
        if foreignThreads.remove(tid) != nil { return }
        let isNamed = threads.contains(tid)
        setThreads(threads.subtracting([tid]), unnamed: isNamed ? unnamedThreads : max(0, unnamedThreads - 1))
    }
}
