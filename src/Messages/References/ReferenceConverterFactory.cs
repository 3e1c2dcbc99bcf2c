using System.Text.Json;
using System.Text.Json.Serialization;

namespace Troupe.Messages.References;

/// <summary>Lets references to actors travel inside of messages; the link that carries the message says how.</summary>
internal sealed class ReferenceConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => ActorReferences.IsType(typeToConvert);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert))!;

    private static ReferenceCarrier Carrier => ReferenceCarrier.Current ?? throw new JsonException(
        "A reference to an actor travels only inside of messages to actors, not as data of jobs. Tell it to the actor that is to have it.");

    private sealed class Converter<T> : JsonConverter<T>
        where T : class
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out var address)
                ? (T)Carrier.Read(address)
                : throw new JsonException("This is no reference to an actor.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteBase64StringValue(Carrier.Write(value));
    }
}
