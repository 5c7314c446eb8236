package import ViewModel

/// What files and the command line say: everything with where it was said. What is not said is not in it.
package struct Configuration: Hashable, Sendable {
    /// Something that was said, and where.
    package struct Said<Value: Hashable & Sendable>: Hashable, Sendable {
        package var value: Value
        package var origin: ConfigurationOrigin

        package init(_ value: Value, _ origin: ConfigurationOrigin) {
            self.value = value
            self.origin = origin
        }
    }

    package var settings: [SettingName: Said<SettingValue>] = [:]
    /// By the signal's number.
    package var signals: [Int32: Said<SignalWish>] = [:]
    /// In the order in which they count; of one key and context there is one.
    package var keys: [Said<KeyMapping>] = []

    package init() {}

    package subscript(name: SettingName) -> SettingValue? { settings[name]?.value }

    /// With what a weaker one says where this one says nothing.
    package func over(_ weaker: Configuration) -> Configuration {
        var result = self
        result.settings.merge(weaker.settings) { mine, _ in mine }
        result.signals.merge(weaker.signals) { mine, _ in mine }
        let mine = Set(keys.map { Place($0.value) })
        result.keys = weaker.keys.filter { !mine.contains(Place($0.value)) } + keys
        return result
    }

    private struct Place: Hashable {
        let key: KeyPress
        let context: KeyContext?

        init(_ mapping: KeyMapping) {
            key = mapping.key
            context = mapping.context
        }
    }

    /// What counts where nobody says anything.
    package static let builtIn: Configuration = {
        var configuration = Configuration()
        for name in SettingName.allCases {
            configuration.settings[name] = name.standard.map { Said($0, .builtIn) }
        }
        return configuration
    }()

    /// The values without where they come from, to be compared.
    package var values: Values {
        Values(
            settings: settings.mapValues(\.value), signals: signals.mapValues(\.value), keys: Set(keys.map(\.value)))
    }

    package struct Values: Hashable, Sendable {
        package var settings: [SettingName: SettingValue]
        package var signals: [Int32: SignalWish]
        package var keys: Set<KeyMapping>
    }
}

/// What is done with a signal, as a file says it.
package enum SignalWish: String, CaseIterable, Hashable, Sendable {
    case pass, stop, ignore
}
