import ProgramModel
import Testing

@testable import Configuration

/// Watches that are kept for another run: by names, by places in modules, never by an address of the run that was.
@Suite struct SavedWatchesTests {
    private func keep(_ texts: String..., place: (UInt64) -> String? = { _ in nil }) throws -> SavedWatches {
        SavedWatches(program: "/p", keeping: try texts.map { (try WatchSpec(parsing: $0), true) }, place: place)
    }

    @Test(arguments: [
        "counter/8:w@0,log", "cfg.limits[2]:rw@1,stop", "*head if new > 3 && tid == 2", "server.c::state,once",
        "libc.so.6!environ", "f::local,ignore=12", "&table[3]", "(node)-1", "sizeof counter + counter",
    ]) func namesAreKeptAsTheyWereWritten(_ text: String) throws {
        let saved = try keep(text)
        #expect(saved.watches == [SavedWatches.Watch(spec: try WatchSpec(parsing: text))])
        #expect(saved.lost == [])
        let again = SavedWatches.read(saved.text)
        #expect(again.problems == [] && again.saved == saved)
    }

    @Test func anAddressIsKeptByItsModule() throws {
        let saved = try keep("0x5555/4:rw@2,stop") { $0 == 0x5555 ? "program+0x10" : nil }
        #expect(saved.watches.map(\.place) == ["program+0x10"])
        #expect(saved.watches.map(\.spec.description) == ["place/4:rw@2,stop"])
        #expect(!saved.text.contains("5555"))
        let again = SavedWatches.read(saved.text)
        #expect(again.problems == [] && again.saved == saved)
    }

    @Test(arguments: [
        ("0x7ffe0010/8", "0x7ffe0010: an address of that run, in no file that is mapped there"),
        ("*0x7ffe0010", "*0x7ffe0010: it rests on an address of that run"),
        ("0x7ffe0010+8", "0x7ffe0010+8: it rests on an address of that run"),
        ("$rsp+8", "$rsp+8: it rests on a register of one moment"),
        ("table[$rax]", "table[$rax]: it rests on a register of one moment"),
        ("counter,thread=77", "counter: it is for thread 77 of that run alone"),
    ]) func whatDoesNotOutliveTheRunIsListed(_ text: String, _ words: String) throws {
        let saved = try keep("other", text)
        #expect(saved.watches.map(\.spec.expression) == ["other"])
        #expect(saved.lost == [words])
        #expect(saved.text.contains("# not kept: \(words)\n"))
    }

    @Test func aDisabledOneStaysDisabled() throws {
        let saved = SavedWatches(
            program: nil, keeping: [(try WatchSpec(parsing: "counter"), false)], place: { _ in nil })
        #expect(SavedWatches.read(saved.text).saved.watches.map(\.isEnabled) == [false])
    }

    @Test(arguments: [
        ("", "1:1: this is no file of watches, or one of another version: version = 1"),
        ("\nversion = 2", "2:1: this is no file of watches, or one of another version: version = 1"),
        ("version = 1", "1:1: the watches are missing: watches = [ { spec = \"…\" } ]"),
        ("version = 1\nwatches = [ 3 ]", "2:1: watch 1: it is { spec = \"…\" }"),
        (
            "version = 1\nwatches = [ { spec = \"a\" }, { spec = \"b:q\" } ]",
            "2:1: watch 2: unknown kind 'q'; use w, rw, r or x"
        ),
        (
            "version = 1\nwatches = [ { spec = \"a\", place = \"b+1\" } ]",
            "2:1: watch 1: with a place goes spec = \"place…\""
        ),
    ]) func whatIsWrongIsSaid(_ text: String, _ message: String) {
        let (saved, problems) = SavedWatches.read(text)
        #expect(problems.map { $0.description(file: "x") } == ["x:" + message])
        #expect(saved.watches.map(\.spec.expression) == (text.contains("\"a\" },") ? ["a"] : []))
    }
}
