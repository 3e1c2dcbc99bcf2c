using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Troupe.Cli.Lines;

/// <summary>
/// Makes the line of an outcome: <c>{"index":0,"result":…,"sha256":"…"}</c> or
/// <c>{"index":0,"error":{"type":…,"message":…},"sha256":"…"}</c>, with <c>"item":…</c> behind the index when that was asked for.
/// </summary>
internal sealed class ResultText : IDisposable
{
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _json;
    private readonly bool _rawLines;

    /// <param name="rawLines">Whether items are text; else they are JSON.</param>
    public ResultText(bool rawLines)
    {
        _rawLines = rawLines;
        _json = new Utf8JsonWriter(_line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>The line with its end; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Of(in Item item, in Outcome<JsonElement> outcome)
    {
        Begin(item, isJson: !_rawLines);
        if (outcome.Error is { } error)
            WriteError(error);
        else
            WriteResult(outcome.Value);
        return End(item);
    }

    /// <summary>The line, with its end, of what is no item; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Of(in Item item, BadItemException problem)
    {
        Begin(item, isJson: false);
        WriteError(problem.Kind, problem.Message);
        return End(item);
    }

    public void Dispose() => _json.Dispose();

    private void Begin(in Item item, bool isJson)
    {
        _line.ResetWrittenCount();
        _json.Reset(_line);
        _json.WriteStartObject();
        _json.WriteNumber("index"u8, item.Index);
        if (item.Text is null)
            return;
        _json.WritePropertyName("item"u8);
        // It was checked when it was read. Its line ends can only be blanks between values.
        if (isJson)
            _json.WriteRawValue(item.Text.ReplaceLineEndings(" "), skipInputValidation: true);
        else
            _json.WriteStringValue(item.Text);
    }

    private ReadOnlyMemory<byte> End(in Item item)
    {
        Span<byte> key = stackalloc byte[2 * ItemKey.Length];
        item.Key.Format(key);
        _json.WriteString("sha256"u8, key);
        _json.WriteEndObject();
        _json.Flush();
        _line.Write("\n"u8);
        return _line.WrittenMemory;
    }

    private void WriteResult(JsonElement value)
    {
        _json.WritePropertyName("result"u8);
        if (value.ValueKind == JsonValueKind.Undefined)
            _json.WriteNullValue();
        else
            RawJson.Write(_json, value);
    }

    private void WriteError(Exception error)
    {
        // The tool never loads the function's own exception types; their names and texts it has.
        var (type, message) = error is JobFailedException failed && failed.RemoteType.Length > 0
            ? (failed.RemoteType, failed.RemoteMessage)
            : (error.GetType().FullName, error.Message);
        WriteError(type, message);
    }

    private void WriteError(string? type, string message)
    {
        _json.WriteStartObject("error"u8);
        _json.WriteString("type"u8, type);
        _json.WriteString("message"u8, message);
        _json.WriteEndObject();
    }
}
