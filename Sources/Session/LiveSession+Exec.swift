import ProgramModel
import Tracing
import WatchSlots

/// A new program in the same process: the watches that still mean something there are armed anew.
extension LiveSession {
    /// What is kept of the watches until the new program stands where they are armed.
    struct Rearming: Hashable, Sendable {
        /// The program goes on by itself, as it did before.
        var resumes: Bool
    }

    /// The watches go over by their names. An address means something else in another program.
    func planRearming(_ pid: Int32) {
        let (named, bare) = (planned.filter { !Self.isBare($0) }, planned.filter(Self.isBare))
        for watch in bare { tellLost(watch.spec, "an address means something else in another program") }
        planned = named
        if !named.isEmpty { rearming = Rearming(resumes: !isStepping) }
    }

    private static func isBare(_ watch: PlannedWatch) -> Bool { watch.spec.expression.first?.isNumber == true }

    /// It stands before its first instruction.
    func stoppedAtExec(_ stop: Stop) {
        lastStop = stop
        guard rearming != nil else {
            guard isStepping else { return submit(.resume, for: .other) }
            enter(.stopped(stop))
            askForContext()
            return
        }
        enter(.starting)
        startup.launch(location: "main", isLocationChosen: false, resumesWhenArmed: true)
        carryOut(startup.launched())
    }

    func tellLost(_ spec: WatchSpec, _ reason: String) {
        say(.warning, "the watch of \(spec.expression) is lost with the program that was: \(reason)")
    }

    static func words(for refusal: WatchRefusal) -> String {
        switch refusal {
        case .expression(let error), .condition(let error): error.message
        case .tracing(let error): error.description
        case .state(let words): words
        }
    }
}
