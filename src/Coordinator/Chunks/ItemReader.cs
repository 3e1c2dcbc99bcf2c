using System.Text.Json;
using Troupe.Messages.Payloads;

namespace Troupe.Chunks;

/// <summary>Decodes the results of neighbouring items.</summary>
internal abstract class ItemReader<TResult>
{
    /// <summary>Whether decoding may run code that is not Troupe's.</summary>
    public abstract bool RunsUserCode { get; }

    /// <summary>Reads <paramref name="results"/>.Length results.</summary>
    public abstract void Read(ref PayloadReader reader, Span<TResult> results);
}

/// <summary>Results encoded by their declared type.</summary>
internal sealed class DeclaredItems<TResult> : ItemReader<TResult>
{
    private static DeclaredItems<TResult>? s_instance;

    private readonly PayloadCodec<TResult> _codec = PayloadCodec<TResult>.Instance;

    /// <exception cref="PayloadNotEncodableException">Such results cannot travel.</exception>
    public static DeclaredItems<TResult> Instance => s_instance ??= new();

    public override bool RunsUserCode => _codec.RunsUserCode;

    public override void Read(ref PayloadReader reader, Span<TResult> results) => _codec.ReadMany(ref reader, results);
}

/// <summary>Results of a function called by name: one JSON text after the other.</summary>
internal sealed class JsonItems : ItemReader<JsonElement>
{
    public static readonly JsonItems Instance = new();

    public override bool RunsUserCode => true; // Not the user's, but long: it need not hold up other results.

    public override void Read(ref PayloadReader reader, Span<JsonElement> results)
    {
        foreach (ref var result in results)
        {
            var json = new Utf8JsonReader(reader.Rest, isFinalBlock: true, default);
            result = JsonElement.ParseValue(ref json);
            reader.ReadSpan((int)json.BytesConsumed);
        }
    }
}
