using System.Runtime.CompilerServices;

namespace Troupe.Messages.Payloads;

/// <summary>What arrays, lists and memories share: count + 1 (0 is null), then the elements.</summary>
internal static class SequenceFormat
{
    private const int FirstStep = 1024;

    public static void Write<T>(PayloadWriter writer, PayloadCodec<T> element, ReadOnlySpan<T> values)
    {
        writer.WriteVarUInt64((ulong)values.Length + 1);
        element.WriteMany(writer, values);
    }

    public static void Skip<T>(ref PayloadReader reader, PayloadCodec<T> element)
    {
        var header = reader.ReadVarUInt64();
        var count = header == 0 ? 0 : reader.CheckCount(header - 1, element.SmallestSize);
        if (element.IsFixedSize)
        {
            reader.ReadSpan(count * element.FixedSize);
            return;
        }

        for (var i = 0; i < count; i++)
            element.Skip(ref reader);
    }

    public static T[]? Read<T>(ref PayloadReader reader, PayloadCodec<T> element)
    {
        var header = reader.ReadVarUInt64();
        if (header == 0)
            return null;

        var count = reader.CheckCount(header - 1, element.SmallestSize);
        if (count == 0)
            return [];

        if (element.IsFixedSize || count <= FirstStep)
        {
            var exact = RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? new T[count] : GC.AllocateUninitializedArray<T>(count);
            element.ReadMany(ref reader, exact);
            return exact;
        }

        // An element may take more memory than bytes on the wire, so room grows only as elements really arrive.
        var values = new T[FirstStep];
        for (var done = 0; ;)
        {
            element.ReadMany(ref reader, values.AsSpan(done));
            done = values.Length;
            if (done == count)
                return values;

            Array.Resize(ref values, (int)Math.Min(count, (long)done * 2));
        }
    }
}
