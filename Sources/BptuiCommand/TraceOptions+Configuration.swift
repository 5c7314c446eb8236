import Configuration
import ViewModel

extension ScreenOptions {
    /// What the command line says of the screen.
    var said: Configuration {
        var said = Configuration()
        said.say(.theme, theme.map { .text($0) })
        said.say(.color, color.map { .text($0.rawValue) })
        said.say(.ascii, ascii.map { .boolean($0) })
        return said
    }

    /// With what the configuration says. A theme stays what the command line says: only there it may be a file.
    func completed(by configuration: Configuration) -> ScreenOptions {
        var options = self
        options.color = configuration[.color]?.text.flatMap(ColorOption.init)
        options.ascii = configuration[.ascii]?.boolean
        return options
    }
}

extension TraceOptions {
    /// What the command line says.
    var said: Configuration {
        var said = screen.said
        said.say(.onHit, onHit.map { .text($0.rawValue) })
        said.say(.backend, backend.map { .text($0.rawValue) })
        said.say(.stacks, stacks.map { .text($0.rawValue) })
        said.say(.affinity, affinity.map { .text($0.rawValue) })
        said.say(.at, at.map { .text($0) })
        said.say(.nonStop, nonStop.map { .boolean($0) })
        said.say(.followForks, followsForks.map { .boolean($0) })
        said.say(.syscalls, syscalls.map { .boolean($0) })
        said.say(.aslr, aslr.map { .boolean($0) })
        said.say(.logLimit, recording.limit.map { .count($0) })
        for text in signals {
            guard let setting = try? SignalSetting(parsing: text, separator: "=") else { continue }
            let word = SignalSetting.words.first { $0.treatment == setting.treatment }?.word
            said.signals[setting.number] = word.flatMap(SignalWish.init).map { .init($0, .commandLine) }
        }
        return said
    }

    /// With what the configuration says. What stops the program is the screen's: in batch nobody could continue it. What a
    /// process that runs already has no use for is left out.
    ///
    /// - Parameter isAttaching: to a process that runs already.
    func completed(by configuration: Configuration, isAttaching: Bool) -> TraceOptions {
        var options = self
        options.screen = screen.completed(by: configuration)
        if !batch { options.onHit = configuration[.onHit]?.text.flatMap(HitChoice.init) }
        options.backend = configuration[.backend]?.text.flatMap(BackendChoice.init)
        // Where nobody says, what is kept depends on the backend.
        if configuration.isSaid(.stacks) { options.stacks = configuration[.stacks]?.text.flatMap(StackChoice.init) }
        options.affinity = configuration[.affinity]?.text.flatMap(AffinityChoice.init)
        options.followsForks = configuration[.followForks]?.boolean
        options.nonStop = configuration[.nonStop]?.boolean
        options.syscalls = configuration[.syscalls]?.boolean
        options.recording.limit = configuration[.logLimit]?.count
        if !isAttaching {
            if configuration.isSaid(.at) { options.at = configuration[.at]?.text }
            options.aslr = configuration[.aslr]?.boolean
        }
        let said = Set(signals.compactMap { try? SignalSetting(parsing: $0, separator: "=").number })
        for (number, wish) in configuration.signals.sorted(by: { $0.key < $1.key }) where !said.contains(number) {
            if batch, wish.value == .stop { continue }
            options.signals.append("\(number)=\(wish.value.rawValue)")
        }
        return options
    }
}

extension Configuration {
    fileprivate mutating func say(_ name: SettingName, _ value: SettingValue?) {
        if let value { settings[name] = Said(value, .commandLine) }
    }

    /// Somebody says it: it is not what is built in.
    func isSaid(_ name: SettingName) -> Bool { settings[name].map { $0.origin != .builtIn } ?? false }
}
