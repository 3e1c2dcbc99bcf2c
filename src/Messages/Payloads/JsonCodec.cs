using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Troupe.Messages.Payloads;

internal sealed class JsonCodec<T>(JsonTypeInfo<T> type) : FramedCodec<T>
{
    [ThreadStatic]
    private static Utf8JsonWriter? s_spare;

    protected override void Encode(PayloadWriter writer, T value)
    {
        // Taken out while in use: a converter may encode another payload on this thread.
        var json = s_spare ?? new Utf8JsonWriter(writer, PayloadJsonOptions.WriterOptions);
        s_spare = null;
        json.Reset(writer);
        writer.IsTyped = true;
        var outer = writer.Enter();
        try
        {
            JsonSerializer.Serialize(json, value, type);
        }
        finally
        {
            PayloadWriter.Leave(outer);
            writer.UnboundAll();
        }

        json.Flush();
        json.Reset(Stream.Null);
        s_spare = json;
    }

    protected override T Decode(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize(bytes, type)!;

    protected override PayloadEncodingException Explain(Exception error) => error switch
    {
        // Its own text for these two speaks of settings that do not exist here.
        JsonException when error.Message.Contains(nameof(ReferenceHandler), StringComparison.Ordinal) => new PayloadNotEncodableException(
            PayloadTypeName.Short(typeof(T)), PayloadTypeName.Full(typeof(T)),
            $"It refers to itself in a cycle, or is nested deeper than {PayloadJsonOptions.MaxDepth} levels. Send a flat form of it, "
                + "such as a list of its parts.", error),
        ValueRefusedException refused => new PayloadNotEncodableException(
            PlaceOf(refused),
            PayloadTypeName.Full(refused.Type),
            refused.Message),
        // The serializer's own complaints: a value that it has no rule for, say.
        JsonException or NotSupportedException => new PayloadNotEncodableException(
            PayloadTypeName.Short(typeof(T)), PayloadTypeName.Full(typeof(T)), error.Message, error),
        _ when Thrower(error) is { } member => new PayloadEncodingException(
            $"A {PayloadTypeName.Full(typeof(T))} could not be encoded: {member} threw {error.GetType().Name}: {error.Message}", error),
        _ => base.Explain(error),
    };

    // "$.Parts.Price" counts from the value that is written.
    private static string PlaceOf(JsonException error) => PayloadTypeName.Short(typeof(T)) + error.Path?.TrimStart('$');

    // The user's member that the serializer called: the outermost frame above the serializer's own.
    private static string? Thrower(Exception error)
    {
        MethodBase? called = null;
        foreach (var frame in new StackTrace(error).GetFrames())
        {
            if (frame.GetMethod() is not { DeclaringType: { } type } method)
                continue; // Code made at run time, between the serializer and a getter.

            if (type.Assembly == typeof(JsonSerializer).Assembly)
                break;

            called = method;
        }

        return called is null ? null : $"{PayloadTypeName.Short(called.DeclaringType!)}.{NameOf(called)}";
    }

    private static string NameOf(MethodBase method) =>
        method.IsSpecialName && method.Name.StartsWith("get_", StringComparison.Ordinal) ? method.Name["get_".Length..] : method.Name;
}
