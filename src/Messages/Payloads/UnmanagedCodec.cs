using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Troupe.Messages.Payloads;

/// <summary>Values without references: their memory as it is.</summary>
internal class UnmanagedCodec<T> : PayloadCodec<T>
    where T : unmanaged
{
    public override bool IsFixedSize => true;

    public override int FixedSize => Unsafe.SizeOf<T>();

    internal override int SmallestSize => Unsafe.SizeOf<T>();

    public override void Write(PayloadWriter writer, T value) => writer.WriteUnmanaged(value);

    public override T Read(ref PayloadReader reader) => reader.ReadUnmanaged<T>();

    public override void Skip(ref PayloadReader reader) => reader.ReadSpan(Unsafe.SizeOf<T>());

    public override void WriteMany(PayloadWriter writer, ReadOnlySpan<T> values)
    {
        if ((long)values.Length * Unsafe.SizeOf<T>() > int.MaxValue)
            throw new PayloadTooLargeException(Math.Min(writer.Limit, Array.MaxLength), (long)values.Length * Unsafe.SizeOf<T>());

        writer.WriteSpan(MemoryMarshal.AsBytes(values));
    }

    public override void ReadMany(ref PayloadReader reader, Span<T> into)
    {
        reader.CheckCount((ulong)into.Length, Unsafe.SizeOf<T>());
        reader.ReadSpan(into.Length * Unsafe.SizeOf<T>()).CopyTo(MemoryMarshal.AsBytes(into));
    }
}
