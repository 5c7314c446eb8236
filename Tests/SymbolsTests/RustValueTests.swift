import ProgramModel
import Symbols
import TestSupport
import Testing

@Suite("Values of a Rust program", .timeLimit(.minutes(10)))
struct RustValueTests {
    private static let rustc = Compiler("rustc")
    private static let source = #"""
        #![allow(dead_code, static_mut_refs, unused)]
        use std::io::{Read, Write};
        use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
        #[derive(Clone, Copy)] pub enum Color { Red, Green = 5, Blue = 250 }
        pub enum Shape { Circle(f64), Rect { w: i32, h: i32 }, Unit }
        pub struct Point { x: i32, y: u8, on: bool }
        pub struct Id(u64);
        static mut A8: i8 = -3; static mut B8: u8 = 200; static mut A16: i16 = -300; static mut B32: u32 = 4_000_000_000;
        static mut A64: i64 = -5; static mut A128: i128 = -6; static mut B128: u128 = u128::MAX; static mut SIZE: usize = 7;
        static mut ON: bool = true; static mut LETTER: char = 'é'; static mut F32: f32 = 1.5; static mut F64: f64 = 0.25;
        static mut COLOR: Color = Color::Green; static mut CIRCLE: Shape = Shape::Circle(2.5);
        static mut RECT: Shape = Shape::Rect { w: 3, h: 4 }; static mut UNIT: Shape = Shape::Unit;
        static mut SOME: Option<u32> = Some(9); static mut NONE: Option<u32> = None;
        static mut HERE: Option<&'static u32> = None; static mut POINT: Point = Point { x: 1, y: 2, on: true };
        static mut PAIR: (i32, u8) = (1, 2); static mut ID: Id = Id(8); static mut WORDS: [u16; 3] = [1, 2, 3];
        static COUNT: AtomicU64 = AtomicU64::new(10); static FLAG: AtomicBool = AtomicBool::new(true);
        static mut TEXT: &str = "text"; static mut SLICE: &[u16] = &[4, 5];
        fn show<T>(name: &str, value: *const T) { println!("{} {:p}", name, value); }
        fn main() {
            unsafe {
                show("A8", &raw const A8); show("B8", &raw const B8); show("A16", &raw const A16); show("B32", &raw const B32);
                show("A64", &raw const A64); show("A128", &raw const A128); show("B128", &raw const B128);
                show("SIZE", &raw const SIZE); show("ON", &raw const ON); show("LETTER", &raw const LETTER);
                show("F32", &raw const F32); show("F64", &raw const F64); show("COLOR", &raw const COLOR);
                show("CIRCLE", &raw const CIRCLE); show("RECT", &raw const RECT); show("UNIT", &raw const UNIT);
                show("SOME", &raw const SOME); show("NONE", &raw const NONE); show("HERE", &raw const HERE);
                show("POINT", &raw const POINT); show("PAIR", &raw const PAIR); show("ID", &raw const ID);
                show("WORDS", &raw const WORDS); show("COUNT", &raw const COUNT); show("FLAG", &raw const FLAG);
                show("TEXT", &raw const TEXT); show("SLICE", &raw const SLICE);
            }
            println!("ready");
            std::io::stdout().flush().unwrap();
            let mut line = [0u8; 1];
            let _ = std::io::stdin().read(&mut line);
            unsafe { COLOR = Color::Red; COLOR = Color::Blue; UNIT = Shape::Unit; HERE = None; }
            COUNT.fetch_add(1, Ordering::Relaxed); FLAG.store(false, Ordering::Relaxed);
        }
        """#

    @Test(.enabled(if: rustc.isInstalled, "rustc is not installed"), arguments: [[], ["-C", "opt-level=2"]])
    func primitivesStructsAndEnums(flags: [String]) throws {
        let named = try NamedProgram(
            CompiledProgram(Self.source, named: "values.rs", compiler: Self.rustc, flags: ["-g"] + flags))
        let cases = [
            ("A8", "-3"), ("B8", "200"), ("A16", "-300"), ("B32", "4000000000"), ("A64", "-5"), ("A128", "-6"),
            ("B128", "340282366920938463463374607431768211455"), ("SIZE", "7"), ("ON", "true"), ("LETTER", "'é' 233"),
            ("F32", "1.5"), ("F64", "0.25"), ("COLOR", "Green"), ("CIRCLE", "Circle(2.5)"), ("RECT", "Rect{w=3, h=4}"),
            ("UNIT", "Unit"), ("SOME", "Some(9)"), ("NONE", "None"), ("HERE", "None"), ("POINT", "{x=1, y=2, on=true}"),
            ("PAIR", "(1, 2)"), ("ID", "8"), ("WORDS", "{1, 2, 3}"), ("COUNT", "10"),
            // It keeps a number.
            ("FLAG", "1"),
        ]
        for (text, expected) in cases {
            let name = "values::" + text
            #expect(try named.questions.expression(name).address == named.addresses[text], "\(text)")
            #expect(try named.value(name) == expected, "\(text)")
        }
        #expect(try named.value("values::TEXT").hasPrefix("{data_ptr=0x"))
        #expect(try named.value("values::TEXT").hasSuffix(", length=4}"))
        #expect(try named.value("values::SLICE").hasSuffix(", length=2}"))
    }
}
