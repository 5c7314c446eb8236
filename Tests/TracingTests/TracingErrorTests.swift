import DebugRegisters
import Glibc
import Testing
import Tracing
import WatchSlots

@Suite struct TracingErrorTests {
    @Test func anErrorNamesOperationThreadErrnoCauseAndWayOut() {
        #expect(
            TracingError(.writeDebugRegister, tid: 4243, .errno(ENOSPC)).message == """
                cannot write a debug register of thread 4243: ENOSPC (No space left on device): the processor's slots are in \
                use by somebody else — close other debuggers and perf breakpoints, or watch fewer places
                """)
        #expect(
            TracingError(.execute, .errno(ENOENT)).message == """
                cannot execute the program: ENOENT (No such file or directory): there is no such file, or the interpreter \
                that it names is missing — give the path of an existing program
                """)
        #expect(TracingError(.attach, tid: 7, .errno(EPERM)).message.hasPrefix("cannot attach to process 7: EPERM"))
        #expect(TracingError(.resume, tid: 7, .errno(ESRCH)).message.hasPrefix("cannot resume thread 7: ESRCH"))
        #expect(
            TracingError(.detach, tid: 7, .errno(EIO)).message
                == "cannot detach from thread 7: EIO (Input/output error)")
    }

    @Test func reasonsThatAreNoErrno() {
        #expect(TracingError(.step, .state("the program is running")).message == "cannot step: the program is running")
        #expect(
            TracingError(.addWatch, .watch(.badLength(3))).message
                == "cannot add the watch: length 3 is not what one slot covers — use 1, 2, 4 or 8 bytes")
    }

    @Test func anUnknownErrnoIsGivenAsItsNumber() {
        #expect(TracingError.name(ofErrno: 4095).hasPrefix("errno 4095 ("))
        #expect(TracingError.name(ofErrno: EOPNOTSUPP).hasPrefix("EOPNOTSUPP ("))
    }

    @Test func everyMessageIsOneLine() {
        let operations: [TracingError.Operation] = [
            .fork, .execute, .seize, .setOptions, .resume, .interrupt, .singleStep, .readRegisters, .writeRegisters,
            .readDebugRegister, .writeDebugRegister, .readMemory, .writeMemory, .readSignal, .wait, .kill, .detach,
            .openTerminal, .openInput, .openOutput, .openErrorOutput, .mapLog, .spawnTracer, .talkToTracer, .addWatch,
            .modifyWatch, .setEnabled, .removeWatch,
            .launch, .pause, .step, .runTo, .attach,
        ]
        for operation in operations {
            for number: Int32 in 1..<134 {
                let error = TracingError(operation, tid: 42, .errno(number))
                #expect(error.message.hasPrefix("cannot ") && !error.message.contains("\n"))
                #expect(error.message.contains(" 42: ") && error.description == error.message)
            }
        }
    }
}
