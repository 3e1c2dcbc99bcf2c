using System.Text.Json;
using System.Text.Json.Serialization;

namespace Troupe.Messages.Payloads;

/// <summary>Stacks in their own order; the framework's converter would turn them upside down.</summary>
internal sealed class StackConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Stack<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(StackConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class StackConverter<T> : JsonConverter<Stack<T>>
    {
        public override Stack<T>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<List<T>>(ref reader, options) is { } bottomFirst ? new Stack<T>(bottomFirst) : null;

        public override void Write(Utf8JsonWriter writer, Stack<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Reverse().ToList(), options);
    }
}
