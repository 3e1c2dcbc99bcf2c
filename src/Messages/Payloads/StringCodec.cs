using System.Runtime.InteropServices;
using System.Text;

namespace Troupe.Messages.Payloads;

/// <summary>
/// Header 0 is null; else header - 1 is the length in characters, shifted left by one, with the low bit set when
/// characters take two bytes. Never through UTF-8, because lone surrogates must survive.
/// </summary>
internal sealed class StringCodec : PayloadCodec<string?>
{
    public override void Write(PayloadWriter writer, string? value)
    {
        if (value is null)
        {
            writer.WriteByte(0);
            return;
        }

        var narrow = Ascii.IsValid(value);
        writer.WriteVarUInt64((((ulong)value.Length << 1) | (narrow ? 0u : 1u)) + 1);
        if (!narrow)
        {
            if (value.Length > int.MaxValue / sizeof(char))
                throw new PayloadTooLargeException(writer.Limit, (long)value.Length * sizeof(char));

            writer.WriteSpan(MemoryMarshal.AsBytes(value.AsSpan()));
            return;
        }

        Encoding.Latin1.GetBytes(value, writer.GetSpan(value.Length));
        writer.Advance(value.Length);
    }

    public override string? Read(ref PayloadReader reader)
    {
        if (!TryReadBytes(ref reader, out var bytes, out var narrow))
            return null;

        if (narrow)
            return Encoding.Latin1.GetString(bytes);

        // A new string's memory is aligned, the payload's may not be: copy as bytes.
        return string.Create(bytes.Length / sizeof(char), bytes, static (text, bytes) => bytes.CopyTo(MemoryMarshal.AsBytes(text)));
    }

    public override void Skip(ref PayloadReader reader) => TryReadBytes(ref reader, out _, out _);

    private static bool TryReadBytes(ref PayloadReader reader, out ReadOnlySpan<byte> bytes, out bool narrow)
    {
        bytes = default;
        narrow = false;
        var header = reader.ReadVarUInt64();
        if (header == 0)
            return false;

        header--;
        narrow = (header & 1) == 0;
        var size = narrow ? 1 : sizeof(char);
        bytes = reader.ReadSpan(reader.CheckCount(header >> 1, size) * size);
        return true;
    }
}
