namespace Troupe.Messages.Payloads;

internal sealed class ArrayCodec<T>(PayloadCodec<T> element) : PayloadCodec<T[]?>
{
    public override bool RunsUserCode => element.RunsUserCode;

    public override void Write(PayloadWriter writer, T[]? value)
    {
        if (value is null)
        {
            writer.WriteByte(0);
            return;
        }

        SequenceFormat.Write(writer, element, new ReadOnlySpan<T>(value));
    }

    public override T[]? Read(ref PayloadReader reader) => SequenceFormat.Read(ref reader, element);

    public override void Skip(ref PayloadReader reader) => SequenceFormat.Skip(ref reader, element);
}
