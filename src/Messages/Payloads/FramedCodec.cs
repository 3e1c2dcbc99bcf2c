namespace Troupe.Messages.Payloads;

/// <summary>A 4-byte length, then bytes made by a serializer that may run the user's code.</summary>
internal abstract class FramedCodec<T> : PayloadCodec<T>
{
    public override bool RunsUserCode => true;

    internal override bool SequencesAreFramed => true;

    internal override int SmallestSize => sizeof(uint);

    public override void Write(PayloadWriter writer, T value)
    {
        var start = writer.BeginFrame();
        try
        {
            Encode(writer, value);
        }
        catch (PayloadEncodingException)
        {
            throw;
        }
        catch (Exception e)
        {
            throw Explain(e);
        }

        writer.EndFrame(start);
    }

    public override T Read(ref PayloadReader reader)
    {
        var bytes = reader.ReadFrame();
        try
        {
            return Decode(bytes);
        }
        catch (Exception e)
        {
            throw new PayloadFormatException($"The bytes are not a {PayloadTypeName.Full(typeof(T))}: {e.Message}", e);
        }
    }

    public override void Skip(ref PayloadReader reader) => reader.ReadFrame();

    protected abstract void Encode(PayloadWriter writer, T value);

    protected abstract T Decode(ReadOnlySpan<byte> bytes);

    protected virtual PayloadEncodingException Explain(Exception error) =>
        new($"A {PayloadTypeName.Full(typeof(T))} could not be encoded: {error.Message}", error);
}
