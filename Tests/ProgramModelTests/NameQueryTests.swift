import ProgramModel
import Testing

/// Which part of what is typed is the name to be completed.
@Suite struct NameQueryTests {
    @Test(arguments: [
        ("", "", ""), ("cou", "", "cou"), ("ns::cou", "", "ns::cou"), ("ns::", "", "ns::"), ("::cou", "", "::cou"),
        ("*cou", "", "cou"), ("&cou", "", "cou"), ("a + b", "", "b"), ("a+", "", ""), ("(cou", "", "cou"),
        ("table[ind", "", "ind"), ("config.", "config.", ""), ("config.li", "config.", "li"),
        ("node->ne", "node->", "ne"), ("head->next->va", "head->next->", "va"),
        ("config.limits[2].mi", "config.limits[2].", "mi"), ("grid[1][index_of].x", "grid[1][index_of].", "x"),
        ("a + config.li", "config.", "li"), ("*config.pa", "config.", "pa"), ("(*head).va", "(*head).", "va"),
        ("((struct node *)p)->ne", "((struct node *)p)->", "ne"), ("ns::box.wi", "ns::box.", "wi"),
        ("$rsp->x", "$rsp->", "x"), ("größe.br", "größe.", "br"),
    ]) func findsTheNameAtTheEnd(text: String, base: String, beginning: String) {
        for purpose in [NameQuery.Purpose.watch, .value, .condition, .location] {
            #expect(
                NameQuery(purpose, atEndOf: text) == NameQuery(purpose, base: base, beginning: beginning), "\(text)")
        }
    }

    @Test(arguments: ["12", "0x40", "a+4", "counter[3", "$ri", "'a", "3.", "1.5", "main.c::co", ".x", "x.->"])
    func noNameCanStandThere(text: String) {
        for purpose in [NameQuery.Purpose.watch, .value, .condition, .location] {
            #expect(NameQuery(purpose, atEndOf: text) == nil)
        }
    }

    @Test(arguments: ["counter:", "counter:w", "counter@", "counter,lo", "counter/", "counter/s", "counter:w@1,pe"])
    func aWatchsOptionsAreNoNames(text: String) {
        #expect(NameQuery(.watch, atEndOf: text) == nil)
    }

    @Test(arguments: [
        ("counter:w if ", ""), ("counter if ne", "ne"), ("counter,log if new > li", "li"),
        ("counter if a ? b : c", "c"),
        ("counter if a,b", "b"),
    ]) func aWatchsConditionHasNames(text: String, beginning: String) {
        #expect(NameQuery(.watch, atEndOf: text) == NameQuery(.condition, beginning: beginning))
    }

    @Test func everyBeginningOfATextIsAnswered() {
        let text = Array("ns::a[b->c(*d).e].f ? 'x' : $rax + 0x1f/(q.r)->s::t]) if g,h@1")
        for count in 0...text.count {
            for purpose in [NameQuery.Purpose.watch, .value, .condition, .location] {
                guard let query = NameQuery(purpose, atEndOf: text.prefix(count)) else { continue }
                #expect(String(text.prefix(count)).hasSuffix(query.base + query.beginning))
            }
        }
    }
}
