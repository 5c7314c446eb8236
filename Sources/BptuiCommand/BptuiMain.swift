import ArgumentParser
import LinuxTracing
import Recording
import TracerProcess
import Tracing

/// The program's entry. `main` is synchronous on purpose: an async one would leave the real main thread.
package enum BptuiMain {
    /// - Returns: the exit status.
    package static func run(_ arguments: [String]) -> Int32 {
        FatalSignals.endAtOnce()
        if TracerHost.isTracer(arguments: arguments) {
            return TracerHost.run(arguments: arguments) { (log) throws(TracingError) in
                TracerSurvival.lowerOutOfMemoryScore()
                if TracerHost.isObserver(arguments: arguments) { return try PerfBackend(hitLog: log) }
                return try PtraceBackend(hitLog: log)
            }
        }
        StandardDescriptors.occupy()
        RecordingMemory.keepWithoutHoles()
        if let answer = HelpRequest.answer(Array(arguments.dropFirst())) {
            print(answer)
            return ExitStatus.success
        }
        do {
            var command = try RootCommand.parseAsRoot(Array(arguments.dropFirst()))
            try command.run()
            return ExitStatus.success
        } catch let failure as CommandFailure {
            StandardError.say(failure.message)
            if let excerpt = failure.excerpt { StandardError.write(excerpt) }
            return failure.status
        } catch let exit as ExitCode {
            return exit.rawValue
        } catch {
            let status = RootCommand.exitCode(for: error).rawValue
            if status == ExitStatus.success {
                let text = RootCommand.fullMessage(for: error)
                switch text {
                case RootCommand.helpMessage(), RunCommand.helpMessage(): print(HelpText.short)
                default: print(RootCommand.help(instead: text) ?? text)
                }
            } else {
                let message = RootCommand.message(for: error)
                StandardError.say(
                    (message.hasSuffix(".") ? message.dropLast() : message[...]) + "; bptui --help says more")
            }
            return status
        }
    }
}
