import ProgramModel

/// The way from a launch to the place where everything is armed. A value: it is told what happened and says what is to
/// be done next.
struct Startup: Hashable, Sendable {
    enum Phase: Hashable, Sendable {
        /// Nothing is under way: nothing was launched, or all is armed.
        case over
        case launching
        /// Stopped before the first instruction; the addresses of this location are being asked for.
        case locating(String)
        case runningTo(String)
        case arming(left: Int)
    }

    enum Step: Hashable, Sendable {
        case locate(String)
        case runTo([UInt64])
        /// The location is not to be had: the program stands where it is.
        case refuseLocation(ExpressionError)
        /// Ask for every watch, and tell `arms(_:)` how many there are.
        case arm
        /// All is armed or refused. With `resumes` the program goes on by itself.
        case finish(resumes: Bool)
    }

    private(set) var phase = Phase.over
    /// Something asked for at the start was refused: the program does not go on by itself without it.
    private(set) var isRefused = false
    private var plan: Plan?

    private struct Plan: Hashable, Sendable {
        var location: String
        var isLocationChosen: Bool
        var resumesWhenArmed: Bool
    }

    /// Where a program without `main` is stopped instead.
    private static let fallback = "entry"

    var isOver: Bool { phase == .over }

    mutating func launch(location: String, isLocationChosen: Bool, resumesWhenArmed: Bool) {
        plan = Plan(
            location: location, isLocationChosen: isLocationChosen, resumesWhenArmed: resumesWhenArmed)
        phase = .launching
        isRefused = false
    }

    /// The launched program stands before its first instruction.
    mutating func launched() -> [Step] {
        guard phase == .launching, let plan else { return [] }
        phase = .locating(plan.location)
        return [.locate(plan.location)]
    }

    /// The process was taken in while it runs: everything is armed at once.
    mutating func attached() -> [Step] { phase == .launching ? [.arm] : [] }

    /// The program stopped, at the location or, by the user's wish, before it: the way ends here.
    mutating func stopped() -> [Step] {
        guard case .runningTo = phase else { return [] }
        return [.arm]
    }

    /// - Parameter standing: where the program stands.
    mutating func located(_ result: Result<[UInt64], ExpressionError>, standing: UInt64?) -> [Step] {
        guard case .locating(let location) = phase, let plan else { return [] }
        switch result {
        case .success(let addresses):
            if let standing, addresses.contains(standing) { return [.arm] }
            phase = .runningTo(location)
            return [.runTo(addresses)]
        case .failure(let error):
            guard plan.isLocationChosen || location == Self.fallback else {
                phase = .locating(Self.fallback)
                return [.locate(Self.fallback)]
            }
            return refuseLocation(error)
        }
    }

    /// The program could not be sent to the location.
    mutating func runRefused(_ error: ExpressionError) -> [Step] {
        guard case .runningTo = phase else { return [] }
        return refuseLocation(error)
    }

    private mutating func refuseLocation(_ error: ExpressionError) -> [Step] {
        isRefused = true
        return [.refuseLocation(error), .arm]
    }

    /// So many watches have been asked for.
    mutating func arms(_ count: Int) -> [Step] {
        phase = .arming(left: count)
        return finishIfDone()
    }

    /// One of them was armed or refused.
    mutating func answered(isRefused refused: Bool) -> [Step] {
        guard case .arming(let left) = phase else { return [] }
        if refused { isRefused = true }
        phase = .arming(left: left - 1)
        return finishIfDone()
    }

    private mutating func finishIfDone() -> [Step] {
        guard case .arming(left: ...0) = phase else { return [] }
        phase = .over
        return [.finish(resumes: plan?.resumesWhenArmed == true && !isRefused)]
    }

    /// The program ended, or became another one.
    ///
    /// - Returns: the location that was not reached, if it was on its way to one.
    mutating func abandon() -> String? {
        defer { phase = .over }
        switch phase {
        case .locating(let location), .runningTo(let location): return location
        case .over, .launching, .arming: return nil
        }
    }
}
