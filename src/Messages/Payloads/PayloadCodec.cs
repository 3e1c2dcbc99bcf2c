using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Troupe.Messages.Payloads;

/// <summary>
/// Turns values of one declared type into bytes and back. Values follow each other without gaps or separators.
/// Codecs are thread-safe.
/// </summary>
/// <typeparam name="T">The declared type; only it decides the format, never a value's run-time type.</typeparam>
public abstract class PayloadCodec<T>
{
    private static PayloadCodec<T>? s_instance;
    private static PayloadNotEncodableException? s_refusal;

    /// <summary>The codec of <typeparamref name="T"/>, built at first use.</summary>
    /// <exception cref="PayloadNotEncodableException">
    /// <typeparamref name="T"/> cannot travel; the path says which member is to blame. It is the same exception each time.
    /// </exception>
    [SuppressMessage("Design", "CA1000", Justification = "One codec per declared type is the point; every caller names the type.")]
    public static PayloadCodec<T> Instance => s_instance ?? Create();

    /// <summary>Whether encoding or decoding may run the user's own code: converters, getters, constructors.</summary>
    public virtual bool RunsUserCode => false;

    /// <summary>Whether each value takes exactly <see cref="FixedSize"/> bytes.</summary>
    public virtual bool IsFixedSize => false;

    /// <summary>The bytes one value takes, or 0 when values differ in size.</summary>
    public virtual int FixedSize => 0;

    /// <summary>The fewest bytes a value can take; at least 1, so that announced counts can be checked.</summary>
    internal virtual int SmallestSize => 1;

    /// <summary>Whether each value has its length in front, so that the next one is found where one cannot be read.</summary>
    internal virtual bool IsFramed => false;

    /// <summary>Whether an array or list of them is one text of that serializer, too, instead of one value after the other.</summary>
    internal virtual bool SequencesAreFramed => IsFramed;

    /// <summary>
    /// Appends one value. After an exception part of it may be in the writer: <see cref="PayloadWriter.Truncate"/> takes it out.
    /// </summary>
    /// <exception cref="PayloadTooLargeException">The writer's limit is passed.</exception>
    /// <exception cref="PayloadEncodingException">The value's own code threw, or the value has a cycle or is nested too deep.</exception>
    public abstract void Write(PayloadWriter writer, T value);

    /// <summary>Reads one value.</summary>
    /// <exception cref="PayloadFormatException">The bytes are not a value of this type.</exception>
    public abstract T Read(ref PayloadReader reader);

    /// <summary>Appends values one after the other, without a count; the same bytes as one <see cref="Write"/> each.</summary>
    public virtual void WriteMany(PayloadWriter writer, ReadOnlySpan<T> values)
    {
        foreach (T value in values)
        {
            Write(writer, value);
        }
    }

    /// <summary>Fills <paramref name="into"/> with the values that follow.</summary>
    public virtual void ReadMany(ref PayloadReader reader, Span<T> into)
    {
        for (int i = 0; i < into.Length; i++)
        {
            into[i] = Read(ref reader);
        }
    }

    private static PayloadCodec<T> Create()
    {
        if (s_refusal is { } known)
        {
            throw known;
        }

        try
        {
            return s_instance = (PayloadCodec<T>)PayloadCodecFactory.Create(typeof(T));
        }
        catch (PayloadNotEncodableException refusal)
        {
            s_refusal = refusal;
            ExceptionDispatchInfo.Throw(refusal);
            throw;
        }
    }
}
