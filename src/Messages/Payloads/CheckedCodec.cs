namespace Troupe.Messages.Payloads;

/// <summary>Values whose memory as it is may be none of their type, see <see cref="ValidMemory"/>: each is looked at when it is
/// read.</summary>
internal sealed class CheckedCodec<T>(Func<T, bool> isValid) : UnmanagedCodec<T>
    where T : unmanaged
{
    public override T Read(ref PayloadReader reader)
    {
        var value = base.Read(ref reader);
        return isValid(value) ? value : throw Invalid();
    }

    public override void ReadMany(ref PayloadReader reader, Span<T> into)
    {
        base.ReadMany(ref reader, into);
        foreach (ref var value in into)
        {
            if (!isValid(value))
            {
                // It must not be found there after the error.
                value = default;
                throw Invalid();
            }
        }
    }

    private static PayloadFormatException Invalid() => new($"The bytes are no {PayloadTypeName.Full(typeof(T))}.");
}
