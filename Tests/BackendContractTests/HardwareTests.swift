import TestSupport
import Testing

/// Says in the report of a test run whether the contract ran over the real backends: a machine whose debug registers do
/// not fire leaves them out of `BackendUnderTest.all`, and this test is then counted as skipped.
@Suite struct HardwareTests {
    @Test(
        .enabled(
            if: Hardware.fires,
            "this machine's debug registers do not fire, so the contract ran over the simulated backends only"))
    func theContractRunsOverTheRealBackends() {
        let names = BackendUnderTest.all.map(\.name)
        #expect(names.contains(BackendUnderTest.ptrace.name) && names.contains(BackendUnderTest.ptraceInProcess.name))
    }
}
