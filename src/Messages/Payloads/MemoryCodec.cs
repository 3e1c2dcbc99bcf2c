namespace Troupe.Messages.Payloads;

internal sealed class MemoryCodec<T>(PayloadCodec<T> element) : PayloadCodec<Memory<T>>
{
    public override bool RunsUserCode => element.RunsUserCode;

    public override void Write(PayloadWriter writer, Memory<T> value) => SequenceFormat.Write<T>(writer, element, value.Span);

    public override Memory<T> Read(ref PayloadReader reader) => SequenceFormat.Read(ref reader, element);

    public override void Skip(ref PayloadReader reader) => SequenceFormat.Skip(ref reader, element);
}
