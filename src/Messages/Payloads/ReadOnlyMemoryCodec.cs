namespace Troupe.Messages.Payloads;

internal sealed class ReadOnlyMemoryCodec<T>(PayloadCodec<T> element) : PayloadCodec<ReadOnlyMemory<T>>
{
    public override bool RunsUserCode => element.RunsUserCode;

    public override void Write(PayloadWriter writer, ReadOnlyMemory<T> value) => SequenceFormat.Write(writer, element, value.Span);

    public override ReadOnlyMemory<T> Read(ref PayloadReader reader) => SequenceFormat.Read(ref reader, element);

    public override void Skip(ref PayloadReader reader) => SequenceFormat.Skip(ref reader, element);
}
