using System.Buffers.Binary;

namespace Troupe.Messages.Functions;

/// <summary>Walks the instructions of a method body, one at a time. No body at all counts as broken.</summary>
internal ref struct IlScanner(ReadOnlySpan<byte> body)
{
    public const int Self = 0x02, Jmp = 0x27, Call = 0x28, Ret = 0x2A, Callvirt = 0x6F, Newobj = 0x73;
    public const int Ldfld = 0x7B, Ldflda = 0x7C, Stfld = 0x7D, Box = 0x8C, Ldtoken = 0xD0, Ldftn = 0xFE06, Ldvirtftn = 0xFE07;

    private const int Switch = 0x45;
    private const int Prefix = 0xFE;

    private ReadOnlySpan<byte> _rest = body;

    /// <summary>The instruction, two-byte ones as 0xFE00 and more.</summary>
    public int Code { get; private set; }

    /// <summary>The operand of an instruction that has one of four bytes, such as a metadata token.</summary>
    public int Operand { get; private set; }

    /// <summary>Whether an instruction was not known or cut off; the walk ended there.</summary>
    public bool IsBroken { get; private set; } = body.IsEmpty;

    public bool MoveNext()
    {
        if (_rest.IsEmpty || IsBroken)
            return false;

        var prefixed = _rest[0] == Prefix && _rest.Length > 1;
        Code = prefixed ? (Prefix << 8) | _rest[1] : _rest[0];
        _rest = _rest[(prefixed ? 2 : 1)..];
        long size = OperandSize(Code);
        if (size == 4 && _rest.Length >= 4)
        {
            Operand = BinaryPrimitives.ReadInt32LittleEndian(_rest);
            // A switch has a count, then as many targets.
            size = Code == Switch ? 4 + (4L * (uint)Operand) : size;
        }

        if (size < 0 || size > _rest.Length)
        {
            IsBroken = true;
            return false;
        }

        _rest = _rest[(int)size..];
        return true;
    }

    /// <summary>Whether the instruction takes the value on top of the stack away to where it cannot be followed by looking at one
    /// instruction.</summary>
    /// <remarks>In order: ret; starg, stloc; stind.ref, castclass, isinst, throw, stsfld, stobj, box, stelem, unbox.any.</remarks>
    public static bool TakesTopAway(int code) => code is
        Ret or (>= 0x0A and <= 0x0D) or 0x10 or 0x13 or 0xFE0B or 0xFE0E
        or 0x51 or 0x74 or 0x75 or 0x7A or 0x80 or 0x81 or Box or 0xA2 or 0xA4 or 0xA5;

    /// <summary>How many bytes follow the instruction (ECMA-335 III); for a switch those before its targets; -1 for none that is
    /// known.</summary>
    internal static int OperandSize(int code) => code switch
    {
        (>= 0x0E and <= 0x13) or 0x1F or (>= 0x2B and <= 0x37) or 0xDE => 1,
        0x20 or 0x22 or (>= 0x27 and <= 0x29) or (>= 0x38 and <= 0x45) or (>= 0x6F and <= 0x75) or 0x79 or (>= 0x7B and <= 0x81) => 4,
        0x8C or 0x8D or 0x8F or (>= 0xA3 and <= 0xA5) or 0xC2 or 0xC6 or 0xD0 or 0xDD => 4,
        0x21 or 0x23 => 8,
        0x24 or 0x77 or 0x78 or (>= 0xA6 and <= 0xB2) or (>= 0xBB and <= 0xC1) or 0xC4 or 0xC5 or (>= 0xC7 and <= 0xCF) => -1,
        >= 0 and <= 0xE0 => 0,
        0xFE06 or 0xFE07 or 0xFE15 or 0xFE16 or 0xFE1C => 4,
        >= 0xFE09 and <= 0xFE0E => 2,
        0xFE12 or 0xFE19 => 1,
        (>= 0xFE00 and <= 0xFE05) or 0xFE0F or 0xFE11 or 0xFE13 or 0xFE14 or 0xFE17 or 0xFE18 or 0xFE1A or 0xFE1D or 0xFE1E => 0,
        _ => -1,
    };
}
