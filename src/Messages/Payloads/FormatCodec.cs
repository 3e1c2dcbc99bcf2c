namespace Troupe.Messages.Payloads;

internal sealed class FormatCodec<T>(IPayloadFormat format) : FramedCodec<T>
{
    protected override void Encode(PayloadWriter writer, T value) => format.Write(writer, value);

    protected override T Decode(ReadOnlySpan<byte> bytes) => format.Read<T>(bytes);
}
