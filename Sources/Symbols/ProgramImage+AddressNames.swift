import ProgramModel

/// What lies at addresses, and who runs.
extension ProgramImage {
    /// `counter`, `config.limits+4`, `bump+0x1a`; nil without a name.
    func name(ofAddress address: UInt64) -> String? { nil }
    /// The thread's comm as it is now; nil when it is gone.
    func threadName(_ tid: Int32) -> String? { nil }
}
