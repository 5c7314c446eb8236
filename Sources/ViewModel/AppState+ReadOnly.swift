import Session

/// `--readonly`: what was asked for at the start is done, and from then on nothing changes the program, its registers or
/// a file. The program may go on, and be let go; stopping it, or killing it, is none of an onlooker's business.
extension AppState {
    package static let readOnlyReason = "--readonly: the program, its registers and files stay as they are"

    /// Whether an action changes what `--readonly` protects.
    static func changesTarget(_ action: Action) -> Bool {
        switch action {
        case .add, .edit, .toggleArmed, .remove, .cycleKind, .cycleLength, .toggleAction, .toggleMechanism,
            .condition, .ignoreCount, .toggleOneShot, .toggleChangedOnly, .readsOnly, .undo, .redo,
            .pause, .step, .nextLine, .finish, .restart, .kill, .output, .cycleClaim, .loadWatches:
            true
        default: false
        }
    }

    static func changesTarget(_ command: Command, argument: String) -> Bool {
        switch command.meaning {
        case .action(let action): changesTarget(action)
        case .watch, .assign, .condition, .ignoreCount, .thread, .export, .destination, .signal, .removeWatch,
            .disableWatch,
            .enableWatch, .claim, .load, .save, .saveScreen, .kind,
            .length, .onHit:
            true
        case .resume: !argument.isEmpty
        case .print, .theme, .slot, .focus, .filter, .group, .hit, .scrub, .map, .unmap: false
        }
    }
}
