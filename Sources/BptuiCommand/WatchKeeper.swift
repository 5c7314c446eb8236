import Configuration
import Glibc
import ProgramModel
import Session

/// Keeps the watches of a program for another run, and brings them back: by a name, in a file, or as the program's own, which
/// are written by themselves at the end.
final class WatchKeeper {
    /// The file that is traced, by its absolute path.
    private let program: String
    private let directory = StateDirectory()
    /// Places of addresses that are watched: they can be asked for only while the process is there.
    private var places: [UInt64: String] = [:]
    /// There was a watch in this run: what was kept before counts no more.
    private var hadWatches = false
    private var hasOffered = false
    private(set) var loading: WatchLoading?

    init(program path: String) {
        program =
            realpath(path, nil).map { resolved in
                defer { free(resolved) }
                return String(cString: resolved)
            } ?? path
    }

    // MARK: Files

    /// Of the program itself; other programs of that name have others.
    private var ownFile: String {
        let name = program.split(separator: "/").last.map(String.init) ?? "program"
        return "programs/\(name)-\(SHA256.hexadecimal(of: Array(program.utf8)).prefix(12)).toml"
    }

    /// nil for the program's own.
    private func path(of name: String?) -> String? {
        guard let name else { return directory.path(of: ownFile) }
        if name.hasPrefix("~/"), let home = getenv("HOME") { return String(cString: home) + name.dropFirst() }
        if name.contains("/") || name.hasSuffix(".toml") { return name }
        return directory.path(of: "sessions/\(name).toml")
    }

    // MARK: Keeping

    /// The watches are these now.
    func note(_ watches: [WrittenWatch], pid: Int32) {
        if !watches.isEmpty { hadWatches = true }
        let addresses = watches.compactMap { NumberText.unsigned($0.spec.expression) }.filter { places[$0] == nil }
        guard !addresses.isEmpty else { return }
        let modules = ModulePlaces(pid: pid)
        for address in addresses { places[address] = modules.place(of: address) }
    }

    private func saved(_ watches: [WrittenWatch]) -> SavedWatches {
        SavedWatches(program: program, keeping: watches.map { ($0.spec, $0.isEnabled) }) { places[$0] }
    }

    /// `:save`.
    func save(_ watches: [WrittenWatch], as name: String?) -> Notice {
        guard !watches.isEmpty else { return Notice(.warning, "there is no watch to save") }
        let saved = saved(watches)
        guard let path = path(of: name) else {
            return Notice(.error, "neither XDG_STATE_HOME nor HOME names a folder to save in; give a file's path")
        }
        do throws(StateDirectory.Failure) {
            try StateDirectory.write(saved.text, toFile: path)
        } catch {
            return Notice(.error, "the watches are not saved: \(error.message)")
        }
        let load = name.map { ":load \($0)" } ?? ":load"
        let done =
            "\(Self.count(saved.watches.count)) saved; \(load) arms \(saved.watches.count == 1 ? "it" : "them") again"
        guard saved.lost.isEmpty else {
            return Notice(.warning, "\(done); not kept: \(saved.lost.joined(separator: "; "))")
        }
        return Notice(.information, done)
    }

    /// What is done when the screen is left. A run without watches leaves what there was.
    ///
    /// - Returns: why nothing could be written.
    func saveAtEnd(_ watches: [WrittenWatch]) -> String? {
        guard hadWatches || !watches.isEmpty, directory.path != nil else { return nil }
        let saved = saved(watches)
        guard !saved.watches.isEmpty || !saved.lost.isEmpty else {
            directory.remove(ownFile)
            return nil
        }
        do throws(StateDirectory.Failure) {
            try directory.write(saved.text, to: ownFile)
            return nil
        } catch {
            return "the watches are not kept for the next time: \(error.message)"
        }
    }

    // MARK: Bringing back

    /// What was kept of this program and is not watched yet.
    ///
    /// - Returns: nothing after the first time: a restart has the watches anyhow.
    func offerOnce(besides watches: [WrittenWatch]) -> [SavedWatches.Watch] {
        guard !hasOffered else { return [] }
        hasOffered = true
        guard let text = directory.read(ownFile) else { return [] }
        let saved = SavedWatches.read(text).saved
        guard saved.program == program else { return [] }
        return saved.watches.filter { !Self.isThere($0, in: watches) }
    }

    /// `:load`: the watches to arm now, or why there are none.
    ///
    /// - Parameters:
    ///   - watches: those that there are.
    ///   - freeSlots: their numbers.
    func load(
        _ name: String?, besides watches: [WrittenWatch], pid: Int32, freeSlots: Set<Int>
    ) -> Result<[WatchSpec], LoadFailure> {
        guard loading == nil else { return .failure(LoadFailure("watches are being loaded already")) }
        guard let path = path(of: name), let bytes = FileBytes.read(path) else {
            let reason = errno == ENOENT || path(of: name) == nil ? "" : ": \(String(cString: strerror(errno)))"
            let shown = name.map { "'\(DisplayText.sanitized($0))'" } ?? "this program's"
            return .failure(LoadFailure("no watches are kept as \(shown)\(reason); :save keeps them"))
        }
        let (saved, problems) = SavedWatches.read(String(decoding: bytes, as: UTF8.self))
        let modules = ModulePlaces(pid: pid)
        var loading = WatchLoading(problems: problems.map { $0.description(file: DisplayText.sanitized(path)) })
        var free = freeSlots
        for watch in saved.watches {
            guard !Self.isThere(watch, in: watches) else {
                loading.alreadyThere += 1
                continue
            }
            var spec = watch.spec
            if let place = watch.place {
                guard let address = modules.address(of: place) else {
                    loading.fail(place, "no such module is loaded now")
                    continue
                }
                spec.expression = "0x" + String(address, radix: 16)
            }
            // Another slot will do.
            if let slot = spec.slot, free.remove(slot) == nil { spec.slot = nil }
            loading.begin(spec, isEnabled: watch.isEnabled)
        }
        let specs = loading.specs
        guard !specs.isEmpty else { return .failure(LoadFailure(loading.summary)) }
        self.loading = loading
        return .success(specs)
    }

    struct LoadFailure: Error {
        var message: String
        init(_ message: String) { self.message = message }
    }

    /// The session's answer about a watch that is being loaded.
    ///
    /// - Returns: nil for what is not; else what is to be said at the end, and whether the watch is to be disarmed.
    func take(_ spec: WatchSpec, refusal: String?) -> (summary: Notice?, disarms: Bool)? {
        guard var loading, let isEnabled = loading.end(spec, refusal: refusal) else { return nil }
        self.loading = loading.isOver ? nil : loading
        let notice = Notice(loading.isComplete ? .information : .warning, loading.summary)
        return (loading.isOver ? notice : nil, !isEnabled && refusal == nil)
    }

    private static func isThere(_ watch: SavedWatches.Watch, in watches: [WrittenWatch]) -> Bool {
        watch.place == nil
            && watches.contains { $0.spec.expression == watch.spec.expression && $0.spec.kind == watch.spec.kind }
    }

    static func count(_ number: Int) -> String { "\(number) watch\(number == 1 ? "" : "es")" }
}
