#pragma once

// Zydis's decoder, narrowed to what finding an access takes. Its structures are unions with bit sets, which come into
// Swift poorly: here an instruction is a flat value.

#include <Zydis/Zydis.h>
#include <string.h>

/// A general register by its number in instruction encodings: rax 0, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8 … r15.
enum { BZ_NO_REGISTER = -1, BZ_OTHER_REGISTER = -2 };

struct bz_memory {
    /// Bytes from the address on; 0 when the instruction does not say (xsave).
    uint32_t size;
    int8_t base;
    int8_t index;
    uint8_t scale;
    uint8_t reads;
    uint8_t writes;
    /// 1 for fs, 2 for gs, 0 for those without a base.
    uint8_t segment;
    /// Lies on the stack because push, pop, call or ret puts it there, and is not written out.
    uint8_t is_implicit;
    /// The index is a vector register: there are as many addresses as lanes.
    uint8_t is_gather;
    /// With a base of rip resolved: absolute then.
    uint64_t displacement;
};

struct bz_instruction {
    uint8_t length;
    uint8_t is_call;
    uint8_t is_return;
    uint8_t is_unconditional_jump;
    uint8_t is_branch;
    /// movs, stos, lods, cmps, scas; is_repeated says whether a prefix repeats it.
    uint8_t is_string;
    uint8_t is_repeated;
    uint8_t is_push;
    uint8_t is_pop;
    uint8_t is_leave;
    uint8_t has_target;
    /// Bit n: general register n, or a part of it, is written.
    uint16_t written;
    uint8_t memory_count;
    /// Where a branch goes, when that is written in it.
    uint64_t target;
    struct bz_memory memory[4];
    /// What a plain store (mov, movnti, push) stores: 0 nothing known, 1 the low bytes of a register, 2 bits 8–15 of one,
    /// 3 a constant.
    uint8_t source_kind;
    int8_t source_register;
    uint64_t source_constant;
};

static inline int8_t bz_register(ZydisRegister reg)
{
    if (reg == ZYDIS_REGISTER_NONE)
        return BZ_NO_REGISTER;
    ZydisRegister whole = ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, reg);
    if (ZydisRegisterGetClass(whole) != ZYDIS_REGCLASS_GPR64)
        return BZ_OTHER_REGISTER;
    return ZydisRegisterGetId(whole);
}

static inline int bz_is_high_byte(ZydisRegister reg)
{
    return reg == ZYDIS_REGISTER_AH || reg == ZYDIS_REGISTER_BH || reg == ZYDIS_REGISTER_CH || reg == ZYDIS_REGISTER_DH;
}

/// Not an access, though they name memory: they may not even fault.
static inline int bz_only_names_memory(ZydisMnemonic mnemonic)
{
    switch (mnemonic) {
    case ZYDIS_MNEMONIC_NOP: case ZYDIS_MNEMONIC_LEA: case ZYDIS_MNEMONIC_PREFETCH: case ZYDIS_MNEMONIC_PREFETCHNTA:
    case ZYDIS_MNEMONIC_PREFETCHT0: case ZYDIS_MNEMONIC_PREFETCHT1: case ZYDIS_MNEMONIC_PREFETCHT2:
    case ZYDIS_MNEMONIC_PREFETCHW: case ZYDIS_MNEMONIC_PREFETCHWT1: case ZYDIS_MNEMONIC_CLFLUSH:
    case ZYDIS_MNEMONIC_CLFLUSHOPT: case ZYDIS_MNEMONIC_CLWB: case ZYDIS_MNEMONIC_CLDEMOTE:
        return 1;
    default:
        return 0;
    }
}

/// Decodes one instruction of a 64-bit or 32-bit program.
///
/// Returns 0, or -1 when the bytes are none.
static inline int bz_decode(const void *bytes, size_t count, uint64_t address, int is_64_bit, struct bz_instruction *out)
{
    ZydisDecoder decoder;
    ZydisDecodedInstruction instruction;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
    memset(out, 0, sizeof *out);
    out->source_register = BZ_NO_REGISTER;
    if (is_64_bit)
        ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    else
        ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LEGACY_32, ZYDIS_STACK_WIDTH_32);
    if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, bytes, count, &instruction, operands)))
        return -1;
    out->length = instruction.length;
    ZydisMnemonic mnemonic = instruction.mnemonic;
    ZydisInstructionCategory category = instruction.meta.category;
    out->is_call = mnemonic == ZYDIS_MNEMONIC_CALL;
    out->is_return = category == ZYDIS_CATEGORY_RET;
    out->is_unconditional_jump = mnemonic == ZYDIS_MNEMONIC_JMP;
    out->is_branch = out->is_call || out->is_return || category == ZYDIS_CATEGORY_COND_BR ||
        category == ZYDIS_CATEGORY_UNCOND_BR;
    out->is_string = category == ZYDIS_CATEGORY_STRINGOP;
    out->is_repeated = (instruction.attributes &
        (ZYDIS_ATTRIB_HAS_REP | ZYDIS_ATTRIB_HAS_REPE | ZYDIS_ATTRIB_HAS_REPNE)) != 0;
    out->is_push = category == ZYDIS_CATEGORY_PUSH;
    out->is_pop = category == ZYDIS_CATEGORY_POP;
    out->is_leave = mnemonic == ZYDIS_MNEMONIC_LEAVE;
    for (int i = 0; i < instruction.operand_count; i++) {
        const ZydisDecodedOperand *operand = &operands[i];
        int reads = (operand->actions & ZYDIS_OPERAND_ACTION_MASK_READ) != 0;
        int writes = (operand->actions & ZYDIS_OPERAND_ACTION_MASK_WRITE) != 0;
        if (operand->type == ZYDIS_OPERAND_TYPE_REGISTER && writes) {
            int8_t reg = bz_register(operand->reg.value);
            if (reg >= 0)
                out->written |= (uint16_t)(1u << reg);
        } else if (operand->type == ZYDIS_OPERAND_TYPE_IMMEDIATE && out->is_branch && operand->imm.is_relative) {
            ZyanU64 target;
            if (ZYAN_SUCCESS(ZydisCalcAbsoluteAddress(&instruction, operand, address, &target))) {
                out->has_target = 1;
                out->target = target;
            }
        } else if (operand->type == ZYDIS_OPERAND_TYPE_MEMORY && operand->mem.type != ZYDIS_MEMOP_TYPE_AGEN &&
            !bz_only_names_memory(mnemonic) && out->memory_count < 4) {
            struct bz_memory *memory = &out->memory[out->memory_count++];
            memory->size = operand->size / 8;
            memory->reads = (uint8_t)reads;
            memory->writes = (uint8_t)writes;
            memory->is_implicit = operand->visibility == ZYDIS_OPERAND_VISIBILITY_HIDDEN;
            memory->is_gather = operand->mem.type == ZYDIS_MEMOP_TYPE_VSIB;
            memory->segment = operand->mem.segment == ZYDIS_REGISTER_FS ? 1
                : operand->mem.segment == ZYDIS_REGISTER_GS ? 2 : 0;
            memory->scale = operand->mem.scale;
            memory->displacement = (uint64_t)operand->mem.disp.value;
            if (operand->mem.base == ZYDIS_REGISTER_RIP || operand->mem.base == ZYDIS_REGISTER_EIP) {
                memory->base = BZ_NO_REGISTER;
                memory->displacement += address + instruction.length;
            } else {
                memory->base = bz_register(operand->mem.base);
            }
            memory->index = bz_register(operand->mem.index);
        }
    }
    int is_store = mnemonic == ZYDIS_MNEMONIC_MOV || mnemonic == ZYDIS_MNEMONIC_MOVNTI;
    if (is_store && operands[0].type == ZYDIS_OPERAND_TYPE_MEMORY) {
        const ZydisDecodedOperand *source = &operands[1];
        if (source->type == ZYDIS_OPERAND_TYPE_IMMEDIATE) {
            out->source_kind = 3;
            out->source_constant = source->imm.value.u;
        } else if (source->type == ZYDIS_OPERAND_TYPE_REGISTER && bz_register(source->reg.value) >= 0) {
            out->source_kind = bz_is_high_byte(source->reg.value) ? 2 : 1;
            out->source_register = bz_register(source->reg.value);
        }
    } else if (mnemonic == ZYDIS_MNEMONIC_PUSH) {
        if (operands[0].type == ZYDIS_OPERAND_TYPE_IMMEDIATE) {
            out->source_kind = 3;
            out->source_constant = operands[0].imm.value.u;
        } else if (operands[0].type == ZYDIS_OPERAND_TYPE_REGISTER && bz_register(operands[0].reg.value) >= 0 &&
            bz_register(operands[0].reg.value) != 4) {
            out->source_kind = 1;
            out->source_register = bz_register(operands[0].reg.value);
        }
    }
    return 0;
}

/// Writes an instruction's text, as Intel has it, with a terminating 0.
///
/// Returns 0, or -1 when the bytes are no instruction.
static inline int bz_format(const void *bytes, size_t count, uint64_t address, int is_64_bit, char *text, size_t size)
{
    ZydisDecoder decoder;
    ZydisDecodedInstruction instruction;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
    ZydisFormatter formatter;
    if (is_64_bit)
        ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    else
        ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LEGACY_32, ZYDIS_STACK_WIDTH_32);
    if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, bytes, count, &instruction, operands)))
        return -1;
    ZydisFormatterInit(&formatter, ZYDIS_FORMATTER_STYLE_INTEL);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_FORCE_SIZE, ZYAN_TRUE);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_FORCE_RELATIVE_RIPREL, ZYAN_TRUE);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_HEX_UPPERCASE, ZYAN_FALSE);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_ADDR_PADDING_ABSOLUTE, ZYDIS_PADDING_DISABLED);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_DISP_PADDING, ZYDIS_PADDING_DISABLED);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_IMM_PADDING, ZYDIS_PADDING_DISABLED);
    if (!ZYAN_SUCCESS(ZydisFormatterFormatInstruction(
            &formatter, &instruction, operands, instruction.operand_count_visible, text, size, address, NULL)))
        return -1;
    return 0;
}
