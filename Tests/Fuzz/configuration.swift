import Configuration
import ProgramModel

/// A configuration's file: what it says reads back equal when it is printed, and its problems lie in the file and may be
/// shown on a terminal. The same for saved watches and for what was answered about projects.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzConfiguration(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let text = FuzzInput.text(bytes, count)
    let (said, problems) = ConfigurationReader.read(text, file: "config.toml", themes: themes)
    check(problems, text)
    // What says nothing is printed the same each time.
    if said != Configuration() { checkPrinted(said) }
    // A project's file may say less, and says nothing else.
    let project = ConfigurationReader.read(text, file: "config.toml", as: .project, themes: themes)
    check(project.problems, text)
    precondition(project.configuration.settings.allSatisfy { said.settings[$0.key] == $0.value })
    checkSaved(text)
    let consent = ConsentFile(text)
    precondition(consent == ConsentFile() || ConsentFile(consent.text) == consent)
    return 0
}

private let themes = ThemeLibrary(builtIn: ["tokyo-night": "", "nord": ""])

private func checkPrinted(_ said: Configuration) {
    let again = ConfigurationReader.read(ConfigurationText.text(of: said), file: "config.toml", themes: themes)
    precondition(again.problems.isEmpty, "\(again.problems)")
    precondition(again.configuration.values == said.values)
}

private func checkSaved(_ text: String) {
    let (saved, problems) = SavedWatches.read(text)
    check(problems, text)
    precondition(SavedWatches.read(saved.text).saved == saved)
}

private func check(_ problems: [ConfigurationProblem], _ text: String) {
    let lines = text.unicodeScalars.count { $0 == "\n" } + 1
    for problem in problems {
        precondition((1...lines).contains(problem.line), "line \(problem.line) of \(lines)")
        precondition((1...text.unicodeScalars.count + 1).contains(problem.column))
        precondition(DisplayText.sanitized(problem.message) == problem.message, "harmless: \(problem.message)")
    }
}
