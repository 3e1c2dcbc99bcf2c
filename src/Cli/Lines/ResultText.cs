using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Troupe.Cli.Lines;

/// <summary>Makes the line of an outcome: <c>{"index":0,"result":…}</c> or <c>{"index":0,"error":{"type":…,"message":…}}</c>.</summary>
internal sealed class ResultText : IDisposable
{
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _json;

    public ResultText() => _json = new Utf8JsonWriter(_line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The line with its end; valid until the next call.</summary>
    public ReadOnlySpan<byte> Of(long index, in Outcome<JsonElement> outcome)
    {
        _line.ResetWrittenCount();
        _json.Reset(_line);
        _json.WriteStartObject();
        _json.WriteNumber("index"u8, index);
        if (outcome.Error is { } error)
            WriteError(error);
        else
            WriteResult(outcome.Value);
        _json.WriteEndObject();
        _json.Flush();
        _line.Write("\n"u8);
        return _line.WrittenSpan;
    }

    public void Dispose() => _json.Dispose();

    private void WriteResult(JsonElement value)
    {
        _json.WritePropertyName("result"u8);
        if (value.ValueKind == JsonValueKind.Undefined)
            _json.WriteNullValue();
        else
            value.WriteTo(_json);
    }

    private void WriteError(Exception error)
    {
        // The tool never loads the function's own exception types; their names and texts it has.
        var (type, message) = error is JobFailedException failed && failed.RemoteType.Length > 0
            ? (failed.RemoteType, failed.RemoteMessage)
            : (error.GetType().FullName, error.Message);
        _json.WriteStartObject("error"u8);
        _json.WriteString("type"u8, type);
        _json.WriteString("message"u8, message);
        _json.WriteEndObject();
    }
}
