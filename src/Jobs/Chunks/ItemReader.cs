using System.Text.Json;
using Troupe.Messages.Payloads;

namespace Troupe.Jobs.Chunks;

/// <summary>Decodes the results of neighbouring items.</summary>
internal abstract class ItemReader<TResult>
{
    /// <summary>Whether decoding may run code that is not Troupe's.</summary>
    public abstract bool RunsUserCode { get; }

    /// <summary>Reads results up to the first that cannot be decoded, and steps over that one.</summary>
    /// <param name="reader">Where they stand.</param>
    /// <param name="results">Where they are put.</param>
    /// <param name="error">Why one cannot be decoded; null when all were.</param>
    /// <returns>How many were read before that one.</returns>
    public abstract int Read(ref PayloadReader reader, Span<TResult> results, out Exception? error);
}

/// <summary>Results encoded by their declared type.</summary>
internal sealed class DeclaredItems<TResult> : ItemReader<TResult>
{
    private static DeclaredItems<TResult>? s_instance;

    private readonly PayloadCodec<TResult> _codec = PayloadCodec<TResult>.Instance;

    /// <exception cref="PayloadNotEncodableException">Such results cannot travel.</exception>
    public static DeclaredItems<TResult> Instance => s_instance ??= new();

    public override bool RunsUserCode => _codec.RunsUserCode;

    public override int Read(ref PayloadReader reader, Span<TResult> results, out Exception? error)
    {
        if (_codec.IsFixedSize && reader.Remaining >= (long)results.Length * _codec.FixedSize)
        {
            _codec.ReadMany(ref reader, results);
            error = null;
            return results.Length;
        }
        return _codec.TryReadMany(ref reader, results, out error);
    }
}

/// <summary>Results of a function called by name: JSON texts, each with its length in front.</summary>
internal sealed class JsonItems : ItemReader<JsonElement>
{
    public static readonly JsonItems Instance = new();

    public override bool RunsUserCode => true; // Not the user's, but long: it need not hold up other results.

    public override int Read(ref PayloadReader reader, Span<JsonElement> results, out Exception? error)
    {
        error = null;
        for (var done = 0; done < results.Length; done++)
        {
            try
            {
                results[done] = JsonElement.Parse(reader.ReadFrame());
            }
            catch (Exception thrown) when (thrown is JsonException or PayloadFormatException)
            {
                error = thrown;
                return done;
            }
        }
        return results.Length;
    }
}
