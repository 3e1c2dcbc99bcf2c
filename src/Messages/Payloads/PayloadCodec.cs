using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Troupe.Messages.Payloads;

/// <summary>
/// Turns values of one declared type into bytes and back. Values follow each other without gaps or separators.
/// Codecs are thread-safe.
/// </summary>
/// <typeparam name="T">The declared type; only it decides the format, never a value's run-time type.</typeparam>
internal abstract class PayloadCodec<T>
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

    /// <summary>Whether an array or list of them is one text of their serializer, too, instead of one value after the other.</summary>
    internal virtual bool SequencesAreFramed => false;

    /// <summary>
    /// Appends one value. After an exception part of it may be in the writer: <see cref="PayloadWriter.Truncate"/> takes it out.
    /// </summary>
    /// <exception cref="PayloadTooLargeException">The writer's limit is passed.</exception>
    /// <exception cref="PayloadEncodingException">The value's own code threw, or the value has a cycle or is nested too deep.</exception>
    public abstract void Write(PayloadWriter writer, T value);

    /// <summary>Reads one value.</summary>
    /// <exception cref="PayloadFormatException">The bytes are not a value of this type.</exception>
    public abstract T Read(ref PayloadReader reader);

    /// <summary>Steps over one value without making it: no user code runs.</summary>
    /// <exception cref="PayloadFormatException">Where the value ends cannot be told from the bytes.</exception>
    public abstract void Skip(ref PayloadReader reader);

    /// <summary>
    /// Reads values up to the first that cannot be read, and steps over that one, so that it costs no other: the reader stands behind it,
    /// or at the end of the bytes when they are damaged so that it is unknown where the next one begins.
    /// </summary>
    /// <param name="reader">Where they stand.</param>
    /// <param name="into">Where they are put.</param>
    /// <param name="error">Why one cannot be read: its bytes, or whatever the user's own code threw; null when all were.</param>
    /// <returns>How many were read before that one.</returns>
    public int TryReadMany(ref PayloadReader reader, Span<T> into, out Exception? error)
    {
        var done = 0;
        var all = reader;
        var left = all.Remaining;
        try
        {
            for (; done < into.Length; done++)
            {
                left = reader.Remaining;
                into[done] = Read(ref reader);
            }

            error = null;
        }
        catch (Exception e)
        {
            // Also what a user's constructor or converter throws: it is this value's failure alone.
            error = e;
            reader = all.Before(left);
            SkipMany(ref reader, 1);
        }

        return done;
    }

    /// <summary>Steps over several values; to the end of the bytes when they are damaged.</summary>
    public void SkipMany(ref PayloadReader reader, int count)
    {
        try
        {
            for (var i = 0; i < count; i++)
                Skip(ref reader);
        }
        catch (PayloadFormatException)
        {
            // Later reads are told that nothing is left.
            reader = default;
        }
    }

    /// <summary>Appends values one after the other, without a count; the same bytes as one <see cref="Write"/> each.</summary>
    public virtual void WriteMany(PayloadWriter writer, ReadOnlySpan<T> values)
    {
        foreach (var value in values)
            Write(writer, value);
    }

    /// <summary>Fills <paramref name="into"/> with the values that follow.</summary>
    public virtual void ReadMany(ref PayloadReader reader, Span<T> into)
    {
        for (var i = 0; i < into.Length; i++)
            into[i] = Read(ref reader);
    }

    private static PayloadCodec<T> Create()
    {
        if (s_refusal is { } known)
            throw known;

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
