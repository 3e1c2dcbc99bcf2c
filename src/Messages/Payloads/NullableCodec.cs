namespace Troupe.Messages.Payloads;

/// <summary>A flag, then the value if there is one.</summary>
internal sealed class NullableCodec<T>(PayloadCodec<T> inner) : PayloadCodec<T?>
    where T : struct
{
    public override bool RunsUserCode => inner.RunsUserCode;

    public override void Write(PayloadWriter writer, T? value)
    {
        writer.WriteByte(value.HasValue ? (byte)1 : (byte)0);
        if (value.HasValue)
            inner.Write(writer, value.GetValueOrDefault());
    }

    public override T? Read(ref PayloadReader reader) => reader.ReadFlag() ? inner.Read(ref reader) : null;

    public override void Skip(ref PayloadReader reader)
    {
        if (reader.ReadFlag())
            inner.Skip(ref reader);
    }
}
