using System.Text;
using System.Text.Json;
using Troupe.Messages.Payloads;

namespace Troupe.Jobs;

/// <summary>Decodes a job's result.</summary>
internal interface IResultReader<TResult>
{
    /// <summary>Whether decoding may run code that is not Troupe's.</summary>
    bool RunsUserCode { get; }

    /// <summary>Decodes a whole result; throws when bytes are missing or left over.</summary>
    TResult Read(ReadOnlySpan<byte> result);
}

/// <summary>The result of a function called by delegate: encoded by its declared type.</summary>
internal sealed class DeclaredResult<TResult> : IResultReader<TResult>
{
    private static DeclaredResult<TResult>? s_instance;

    private readonly PayloadCodec<TResult> _codec = PayloadCodec<TResult>.Instance;

    /// <exception cref="PayloadNotEncodableException">Such a result cannot travel.</exception>
    public static DeclaredResult<TResult> Instance => s_instance ??= new();

    public bool RunsUserCode => _codec.RunsUserCode;

    public TResult Read(ReadOnlySpan<byte> result)
    {
        var payload = new PayloadReader(result);
        var value = _codec.Read(ref payload);
        payload.RequireEnd();
        return value;
    }
}

/// <summary>Stands for the result of a function that has none.</summary>
internal sealed class NoResult : IResultReader<Nothing>
{
    public static readonly NoResult Instance = new();

    public bool RunsUserCode => false;

    public Nothing Read(ReadOnlySpan<byte> result) =>
        result.IsEmpty ? default : throw new PayloadFormatException("A function without a result sent one.");
}

/// <summary>The value of a call that has no result.</summary>
internal readonly struct Nothing;

/// <summary>The result of a function called by name: JSON, read as the type that the caller names.</summary>
internal sealed class JsonResult<TResult> : IResultReader<TResult>
{
    public static readonly JsonResult<TResult> Instance = new();

    public bool RunsUserCode => true;

    public TResult Read(ReadOnlySpan<byte> result)
    {
        // A method without a result sends null, also when the caller asks for a type that has none.
        if (result.SequenceEqual("null"u8))
            return default!;
        try
        {
            return JsonSerializer.Deserialize<TResult>(result, Payloads.JsonOptions)!;
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new PayloadFormatException($"The result is not a {typeof(TResult)}: {Excerpt(result)}", error);
        }
    }

    private static string Excerpt(ReadOnlySpan<byte> result) => Encoding.UTF8.GetString(result[..Math.Min(100, result.Length)]);
}
