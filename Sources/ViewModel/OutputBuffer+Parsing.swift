extension OutputBuffer {
    /// Takes in what the program wrote. In whatever pieces it comes, the result is the same.
    package mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { buffer in
            var index = 0
            while index < buffer.count {
                if parser.state == .ground {
                    var end = index
                    while end < buffer.count, buffer[end] >= 0x20, buffer[end] < 0x7F { end += 1 }
                    if end > index {
                        endCharacter()
                        print(UnsafeBufferPointer(rebasing: buffer[index..<end]))
                        index = end
                        continue
                    }
                }
                take(buffer[index])
                index += 1
            }
        }
    }

    private mutating func take(_ byte: UInt8) {
        switch parser.state {
        case .ground:
            guard byte >= 0x80 else {
                endCharacter()
                return control(byte)
            }
            let (isBroken, scalar) = decoder.take(byte)
            if isBroken { put("\u{FFFD}") }
            if let scalar { put(scalar) }
        case .string: parser.takeString(byte)
        case _ where byte < 0x20: control(byte)
        case .escape: escape(byte)
        case .intermediate:
            guard !(0x20...0x2F).contains(byte) else {
                parser.intermediate = byte
                return
            }
            parser.state = .ground
            if parser.intermediate == UInt8(ascii: "(") { modes.drawsLines[0] = byte == UInt8(ascii: "0") }
            if parser.intermediate == UInt8(ascii: ")") { modes.drawsLines[1] = byte == UInt8(ascii: "0") }
        case .control:
            switch byte {
            case 0x20..<0x40: parser.addParameter(byte)
            case 0x40..<0x7F:
                parser.state = .ground
                if !parser.isTooLong { perform(byte) }
            default: break
            }
        }
    }

    /// A character of several bytes that something else cuts off.
    private mutating func endCharacter() {
        if decoder.flush() { put("\u{FFFD}") }
    }

    private mutating func escape(_ byte: UInt8) {
        parser.state = .ground
        switch byte {
        case UInt8(ascii: "["): parser.beginControl()
        case UInt8(ascii: "]"): parser.beginString(endsInBell: true)
        case UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
            parser.beginString(endsInBell: false)
        case 0x20...0x2F:
            parser.state = .intermediate
            parser.intermediate = byte
        case UInt8(ascii: "c"): reset()
        case _ where modes.isAlternate: break
        case UInt8(ascii: "7"): saveCursor()
        case UInt8(ascii: "8"): restoreCursor()
        case UInt8(ascii: "D"): feedLine()
        case UInt8(ascii: "E"):
            setColumn(0)
            feedLine()
        case UInt8(ascii: "M"): feedBack()
        default: break
        }
    }

    private mutating func control(_ byte: UInt8) {
        switch byte {
        case 0x1B: parser.state = .escape
        case 0x18, 0x1A: parser.state = .ground
        case 0x0E: modes.characterSet = 1
        case 0x0F: modes.characterSet = 0
        case _ where modes.isAlternate: break
        case 0x0A, 0x0B, 0x0C: feedLine()
        case 0x0D: setColumn(0)
        case 0x08: setColumn(max(0, column - 1))
        case 0x09: tab(1)
        default: break
        }
    }

    /// As after `ESC c`, but what was printed stays to be read.
    mutating func reset() {
        leaveAlternate()
        style = OutputStyle()
        modes = OutputModes()
        saved = nil
    }
}
