/// What `y` can copy. The text itself is made where it is drawn.
extension AppState {
    var copyAvailability: Availability {
        if case .detail = modal { return .ready }
        switch focus {
        case .slots:
            switch board.status(of: selectedSlot) {
            case .free: return .refused("\(selectedSlot) is free: there is no watch to copy")
            case .taken(let holder): return .refused("\(selectedSlot) is not ours: \(holder)")
            default: return .ready
            }
        case .hits: return currentHit == nil ? .refused("there is no hit to copy yet") : .ready
        case .writers: return writerRows.isEmpty ? .refused("there is no writer to copy yet") : .ready
        case .output: return output.isEmpty ? .refused("the program has written nothing yet") : .ready
        case .status: return isShownByPerf ? .refused("perf saw this hit: nobody read DR6") : .ready
        case .control: return .ready
        }
    }
}
