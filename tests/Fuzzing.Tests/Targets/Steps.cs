using System.Buffers.Binary;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>Input that is a row of messages: each has a length of two bytes in front.</summary>
internal ref struct Steps(ReadOnlySpan<byte> input)
{
    private ReadOnlySpan<byte> _rest = input;

    public bool TryNext(out ReadOnlySpan<byte> step)
    {
        step = default;
        if (_rest.Length < sizeof(ushort))
            return false;
        var length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(_rest), _rest.Length - sizeof(ushort));
        step = _rest.Slice(sizeof(ushort), length);
        _rest = _rest[(sizeof(ushort) + length)..];
        return true;
    }

    public static byte[] Of(params byte[][] steps) =>
        [.. steps.SelectMany(step => (byte[])[(byte)step.Length, (byte)(step.Length >> 8), .. step])];
}
