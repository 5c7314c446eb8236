import ProgramModel
import Tracing
import ViewModel

extension TraceOptions {
    /// `--signal`, over what the front does by itself: the screen stops at a crash, batch passes everything on.
    func signalPolicy() throws -> [Int32: SignalTreatment] {
        var policy: [Int32: SignalTreatment] = [:]
        if !batch { for number in SignalSetting.crashes { policy[number] = .stop } }
        for text in signals {
            let setting: SignalSetting
            do throws(ExpressionError) {
                setting = try SignalSetting(parsing: text, separator: "=")
            } catch {
                throw CommandFailure(ExitStatus.usage, "--signal \(text): \(RefusalText.sentence(error))")
            }
            if batch, setting.treatment == .stop {
                throw CommandFailure(
                    ExitStatus.usage,
                    "--signal \(text): in batch nobody can continue a stopped program; use pass or ignore, or the screen"
                )
            }
            policy[setting.number] = setting.treatment
        }
        return policy
    }
}
