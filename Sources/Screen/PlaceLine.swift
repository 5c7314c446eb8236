/// `bump+0x1a  ledger.c:14`: the function gives way first, by its name's end; its offset and the line are never cut.
struct PlaceLine {
    private let hit: HitText
    private let isRare: Bool

    init(_ hit: HitText, isRare: Bool) {
        self.hit = hit
        self.isRare = isRare
    }

    func draw(on canvas: inout Canvas, row: Int, left: Int, width: Int) {
        let function = hit.function
        let offset = hit.functionOffset
        let source = hit.source
        let wanted = DisplayWidth.of(function) + offset.count
        let sourceWidth = DisplayWidth.of(source)
        let showsSource = !source.isEmpty && sourceWidth + 2 + min(wanted, 10) <= width
        let room = showsSource ? width - sourceWidth - 2 : width
        let style = hit.isNamed ? isRare ? Style(.error, .bold) : Style.text : .dim
        var at = left
        if !hit.isNamed {
            // An address is a number: whole or not at all.
            if wanted <= room { at = canvas.put(function, row, left, style) }
        } else {
            let showsOffset = room - offset.count >= 6 || wanted <= room
            let nameRoom = showsOffset ? room - offset.count : room
            at = canvas.put(function, row, left, style, width: nameRoom)
            if showsOffset { at = canvas.put(offset, row, at, isRare ? style : .dim) }
        }
        if showsSource { canvas.put(source, row, at + 2, .dim) }
    }
}
