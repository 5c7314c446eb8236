/// The signs of the screen, each one cell wide, and what stands for them where only ASCII can be shown.
struct Glyphs: Hashable, Sendable {
    let armed, pending, free, taken, failed: Character
    let one, zero: Character
    let marker, running, stopped, ended, changed: Character
    let horizontal, vertical, topLeft, topRight, bottomLeft, bottomRight: Character
    /// From nothing to full.
    let spark: [Character]
    /// Cells filled from the left, the last one wholly.
    let bar: [Character]

    static let unicode = Glyphs(
        armed: "●", pending: "◐", free: "○", taken: "■", failed: "✗", one: "█", zero: "·", marker: "▸", running: "▶",
        stopped: "‖", ended: "■", changed: "≠", horizontal: "─", vertical: "│", topLeft: "╭", topRight: "╮",
        bottomLeft: "╰", bottomRight: "╯", spark: Array("▁▂▃▄▅▆▇█"), bar: Array("▏▎▍▌▋▊▉█"))

    static let ascii = Glyphs(
        armed: "*", pending: "~", free: "o", taken: "#", failed: "X", one: "1", zero: ".", marker: ">", running: ">",
        stopped: "=", ended: "#", changed: "#", horizontal: "-", vertical: "|", topLeft: "+", topRight: "+",
        bottomLeft: "+", bottomRight: "+", spark: Array("_.:-=+*#"), bar: ["-", "="])

    /// One ASCII character for one of the signs that texts use; `?` for what has none.
    static func ascii(_ scalar: Unicode.Scalar) -> Character {
        switch scalar {
        case "→", "▸", "▶", "›": ">"
        case "←", "‹": "<"
        case "↑": "^"
        case "↓": "v"
        case "·", "…": "."
        case "—", "–", "─", "‐", "−": "-"
        case "≠": "#"
        case "×": "x"
        case "‘", "’": "'"
        case "“", "”": "\""
        case "●": "*"
        case "■": "#"
        case "└": "+"
        case "│": "|"
        case "‖": "="
        default: "?"
        }
    }
}
