import CHardwareProof

/// What tests may ask of the machine.
package enum Hardware {
    /// All four slots fire for writes, reads and calls; proven once, in a throw-away child.
    package static let fires: Bool = {
        var result = chp_result()
        chp_prove(&result)
        guard result.failed_step == nil else { return false }
        return withUnsafeBytes(of: result.verdict) { bytes in
            bytes.bindMemory(to: UInt32.self).allSatisfy { $0 == CHP_PROVEN.rawValue }
        }
    }()
}
